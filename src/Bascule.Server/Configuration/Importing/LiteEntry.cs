using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Importing;

/// <summary>One entry of <c>model_list</c>, with what a named credential adds to it.</summary>
internal sealed record LiteEntry(ConfigNode Node, string Path, string Name, ConfigNode Params, ConfigNode? Credential)
{
    public int Line => Node.Line;

    public string? Model => Params.At("model").Said();

    /// <summary>A parameter, wherever it is given.</summary>
    public ConfigNode? At(string name) => Params.At(name) ?? Credential.At(name);

    /// <summary>A limit or a price: LiteLLM reads some beside its parameters too.</summary>
    public ConfigNode? Anywhere(string name) => At(name) ?? Node.At(name) ?? Node.At("model_info").At(name);
}
