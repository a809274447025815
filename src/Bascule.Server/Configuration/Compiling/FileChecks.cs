using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Resolves paths against the config's folder and says which are missing.</summary>
internal sealed class FileChecks(ProblemList problems, string folder)
{
    public string Full(string path) => Path.GetFullPath(path, folder);

    /// <summary>The absolute path of an existing file, or null where none is named.</summary>
    public string? Existing(ConfigNode map, string key, string path)
    {
        if (map.Set(key) is not { Kind: NodeKind.Text } node)
        {
            return null;
        }

        if (node.Text.Contains('\0'))
        {
            problems.Error(node, path, "not a path", "write the file's path");
            return null;
        }

        var full = Full(node.Text);
        if (!File.Exists(full))
        {
            problems.Error(node, path, "there is no such file", "correct the path; relative ones start at the config file's folder", Shown.Value(node));
        }

        return full;
    }
}
