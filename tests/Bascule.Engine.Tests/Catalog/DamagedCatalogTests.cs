using System.Text;
using Bascule.Engine.Catalog;
using Bascule.Engine.Tests.House;
using CsCheck;

namespace Bascule.Engine.Tests.Catalog;

/// <summary>Whatever bytes stand in the files, loading says what is wrong and never throws.</summary>
public sealed class DamagedCatalogTests : IDisposable
{
    private static readonly byte[] Shipped = File.ReadAllBytes(Path.Combine(Repository.Root, "catalog/models.json"));

    private static readonly string[] Tokens = ["{}", "[]", "1", "null", "\"", ",", "true", "\\ud800"];

    private readonly string _folder = Directory.CreateTempSubdirectory("bascule-catalog-").FullName;

    public DamagedCatalogTests()
    {
        foreach (var file in (string[])["vendors.json", "licences.json"])
        {
            File.Copy(Path.Combine(Repository.Root, "catalog", file), Path.Combine(_folder, file));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_AnyDamage_IsABookOrProblems()
    {
        var wreckage = Gen.OneOf(Gen.Byte.Array[0, 6], Gen.Int[0, Tokens.Length - 1].Select(token => Encoding.UTF8.GetBytes(Tokens[token])));
        Gen.Select(Gen.Int[0, Shipped.Length - 1], Gen.Int[0, 12], wreckage).Sample(
            (at, cut, put) =>
            {
                Load([.. Shipped.AsSpan(0, at), .. put, .. Shipped.AsSpan(Math.Min(Shipped.Length, at + cut))]);
            },
            iter: 150,
            threads: 1);
    }

    [Theory]
    [InlineData("""{ "sources": {}, "models": [{ "id": "\ud800" }] }""")]
    [InlineData("""{ "sources": {}, "models": [{ "\ud800": 1 }] }""")]
    [InlineData("""{ "sources": { "a": 1, "b": { "source": 1, "as_of": 1 } }, "models": [1, null, { "id": 5, "s": 5, "offers": { "x": 1 } }] }""")]
    [InlineData("""{ "sources": 1, "models": 1 }""")]
    public void Load_OddJson_IsProblems(string json) => Assert.NotEmpty(Load(Encoding.UTF8.GetBytes(json)).Problems);

    [Fact]
    public void Load_BytesThatAreNoText_SaysTheLine() => Assert.Equal(
        ["models.json: line 2: a name or text that is not Unicode"],
        Load([.. "{ \"sources\": {},\n \"models\": [{ \"id\": \""u8, 0xff, .. "\" }] }"u8]).Problems);

    private FactBookLoad Load(byte[] models)
    {
        File.WriteAllBytes(Path.Combine(_folder, "models.json"), models);
        var load = FactBook.Load(_folder);
        Assert.Equal(load.Book is null, load.Problems.Count > 0);
        return load;
    }
}
