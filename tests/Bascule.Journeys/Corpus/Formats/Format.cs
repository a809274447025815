using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Dialects;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>
/// One wire format as these tests read it, written from its documentation and never from Bascule's dialects. To add one: a class here, and its name in <see cref="FormatSet"/>.
/// </summary>
internal abstract class Format
{
    /// <summary>Bascule's name for it.</summary>
    public abstract string Name { get; }

    /// <summary>The recordings' name for it.</summary>
    public virtual string CorpusName => Name;

    /// <summary>Callers speak it too.</summary>
    public bool IsCallers => DialectSet.FindCaller(Name) is not null;

    /// <summary>A provider may speak it.</summary>
    public virtual bool IsProviders => true;

    /// <summary>Its answers say which model spoke.</summary>
    public virtual bool NamesModel => true;

    /// <summary>The model stands in the address, not in the body.</summary>
    public virtual bool ModelInAddress => false;

    /// <summary>A stream tells usage only when asked.</summary>
    public virtual bool StreamUsageIsAsked => false;

    /// <summary>A provider of it in a config: members in flow style.</summary>
    public abstract string Provider(Uri upstream);

    /// <summary>Where a chat is posted, by caller and to a provider: the path's end, which a provider's own root stands before.</summary>
    public abstract string Path(string model, bool stream);

    /// <summary>The path a caller asks at.</summary>
    public virtual string CallerPath(string model, bool stream) => Path(model, stream);

    /// <summary>A recorded request posted here is a chat; other endpoints of a vendor are not.</summary>
    public virtual bool IsChat(string path) => true;

    /// <summary>Headers that its clients send.</summary>
    public virtual IEnumerable<(string Name, string Value)> CallerHeaders(string? beta) => [];

    /// <summary>The smallest request: one word of the user's.</summary>
    public abstract string Hello(bool stream);

    /// <summary>An answer that says <paramref name="text"/> and nothing else, as a provider writes it.</summary>
    public abstract ScriptedAnswer Canned(string text, bool stream);

    /// <param name="lenient">A provider's: its habits are allowed for. The gateway's must be right.</param>
    public abstract Said Whole(JsonNode? body, bool lenient);

    public abstract Said Stream(byte[] body, bool lenient);

    /// <summary>Cuts a stream that a caller gets.</summary>
    public virtual List<EventText> Split(string text) => EventText.Split(text);

    /// <summary>Reads what a request says.</summary>
    public abstract void Read(Asked asked, JsonObject root);

    /// <summary>Reads an error body, or the event that ends a stream with one; null: it has not the format's shape.</summary>
    public abstract ToldError? Error(JsonNode? told);

    /// <summary>The type that a caller must be told, or null where there is none or any will do.</summary>
    public virtual string? TypeOf(Trouble trouble, bool translated) => null;

    /// <summary>Whether a caller is told a code.</summary>
    public virtual bool HasCodes => false;

    /// <summary>Usage as far as an answer of this format can tell it.</summary>
    public virtual Tally Tells(Tally tally) => tally;

    /// <summary>What an answer of this format has no place for, by feature, and why. <paramref name="from"/>: who gave the answer.</summary>
    public virtual string? NoPlace(string feature, Format from) => null;

    /// <summary>What a request of this format has no words for, by feature, and why.</summary>
    public virtual string? NoWords(string feature) => null;

    /// <summary>The names in a request by which a feature is named when it is dropped.</summary>
    public abstract string[] Names(string feature);

    /// <summary>Why a strict provider would refuse the request, or null.</summary>
    public virtual string? Refuse(Recording recording, ScriptedRequest seen) => null;

    protected static ScriptedAnswer Sse(params IEnumerable<string> events) => ScriptedAnswer.Sse([.. events.Select(one => $"data: {one}\n\n")]);

    protected static string Quoted(string text) => JsonSerializer.Serialize(text);

    protected static string Utf8(byte[] body) => Encoding.UTF8.GetString(body);
}

/// <summary>An error as a caller reads it.</summary>
internal sealed record ToldError(string Message, string Type = "", string Code = "");
