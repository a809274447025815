using System.Net;

namespace Bascule.Engine.Providers;

/// <summary>A request body in pieces of known length: the caller's bytes with the splices between them, sent without a copy.</summary>
public sealed class PiecesContent(RequestBody owner, List<ReadOnlyMemory<byte>> pieces) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        owner.BeginSending();
        try
        {
            foreach (var piece in pieces)
            {
                await stream.WriteAsync(piece, cancellationToken);
            }
        }
        finally
        {
            owner.EndSending();
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        foreach (var piece in pieces)
        {
            length += piece.Length;
        }

        return true;
    }
}
