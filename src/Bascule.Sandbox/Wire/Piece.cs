namespace Bascule.Sandbox.Wire;

/// <summary>One event of a stream as it goes over the wire; content is what a reader would call an answer.</summary>
internal readonly record struct Piece(byte[] Bytes, bool Content = false);
