using System.Text;
using System.Text.Json;
using Bascule.Engine.Dialects.Json;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Json;

public sealed class BodyEditsTests
{
    [Theory]
    [InlineData("""{ "model" : "a" , "x":1}""", """{ "model" : "b/c" , "x":1}""")]
    [InlineData("""{"x":"model","model":"a"}""", """{"x":"model","model":"b/c"}""")]
    public void SetModel_AnyPlace_ChangesOnlyTheValue(string body, string expected) =>
        Assert.Equal(expected, Edit(body, (edits, _, profile) => edits.SetModel(profile, "b/c")));

    [Theory]
    [InlineData("""{"model":"a","stream":true}""", """{"stream_options":{"include_usage":true},"model":"a","stream":true}""")]
    [InlineData("""{"model":"a","stream_options":null}""", """{"model":"a","stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"a","stream_options":{ }}""", """{"model":"a","stream_options":{"include_usage":true }}""")]
    [InlineData("""{"model":"a","stream_options":{"include_obfuscation":false}}""", """{"model":"a","stream_options":{"include_usage":true,"include_obfuscation":false}}""")]
    [InlineData("""{"model":"a","stream_options":{"include_usage":false}}""", """{"model":"a","stream_options":{"include_usage":true}}""")]
    public void AskForUsage_AnyForm_Asks(string body, string expected) =>
        Assert.Equal(expected, Edit(body, (edits, bytes, profile) => edits.AskForUsage(bytes, profile)));

    [Fact]
    public void Rename_BothNamesSent_LeavesThemAlone() =>
        Assert.Equal("""{"model":"a","max_tokens":1,"max_completion_tokens":2}""",
            Edit("""{"model":"a","max_tokens":1,"max_completion_tokens":2}""", (edits, bytes, profile) => Assert.False(edits.Rename(bytes, profile, "max_tokens", "max_completion_tokens"))));

    [Fact]
    public void RenameDeveloper_RolesOfMessages_ChangeAndNothingElse() =>
        Assert.Equal("""{"model":"a","messages":[{"role":"system","content":"role: developer"},{"role":"user","content":[{"role":"developer"}]},{"role" : "system"}],"developer":"developer"}""",
            Edit("""{"model":"a","messages":[{"role":"developer","content":"role: developer"},{"role":"user","content":[{"role":"developer"}]},{"role" : "developer"}],"developer":"developer"}""",
                (edits, _, profile) => edits.RenameDeveloper(profile, "system")));

    [Fact]
    public void Drop_AnySetOfMembers_LeavesTheOthersByteForByte() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 63]).Sample((count, mask) =>
        {
            var names = Enumerable.Range(0, count).Select(i => $"m{i}").ToArray();
            var body = "{\"model\":\"a\" , " + string.Join(" ,\n", names.Select(name => $"\"{name}\" : [ {name.Length} ]")) + " }";
            var gone = names.Where((_, i) => (mask >> i & 1) == 1).ToArray();
            var edited = Edit(body, (edits, bytes, profile) =>
            {
                foreach (var name in gone)
                {
                    Assert.True(edits.Drop(bytes, profile, name));
                }
            });
            using var document = JsonDocument.Parse(edited);
            Assert.Equal(["model", .. names.Except(gone)], document.RootElement.EnumerateObject().Select(member => member.Name));
        });

    private delegate void Editing(BodyEdits edits, ReadOnlySpan<byte> body, RequestProfile profile);

    private static string Edit(string text, Editing edit)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var edits = new BodyEdits();
        edit(edits, body, RequestScan.Read(body).Value!);
        return string.Concat(edits.Apply(body).Select(piece => Encoding.UTF8.GetString(piece.Span)));
    }
}
