using System.Text.Json;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Errands;

/// <summary>Google's bodies may name the model again, in a batch once for each request, and it refuses one that differs from the address.</summary>
internal static class RepeatedModel
{
    /// <summary>Puts the upstream's name in the place of every <c>model</c> that stands this deep.</summary>
    public static void Rename(ReadOnlySpan<byte> body, int depth, string upstream, BodyEdits edits)
    {
        var name = upstream.StartsWith("models/", StringComparison.Ordinal) ? upstream : "models/" + upstream;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestScan.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != depth || !reader.ValueTextEquals("model"u8))
            {
                continue;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(name))
            {
                edits.SetModel((int)reader.TokenStartIndex, (int)reader.BytesConsumed, name);
            }
        }
    }
}
