namespace Bascule.Engine.Ledger.Auditing;

/// <summary>A file's lines as bytes, none longer than a line of the log may be.</summary>
internal sealed class AuditLineReader : IDisposable
{
    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[AuditLine.MaxBytes + 1];
    private int _start;
    private int _end;
    private bool _over;

    public AuditLineReader(string path) => _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>The next line ended with a newline.</summary>
    public bool Ended { get; private set; }

    /// <summary>The next line, without its newline; one that is too long comes in pieces. False: there is none.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var newline = rest.IndexOf((byte)'\n');
            if (newline >= 0)
            {
                line = rest[..newline];
                _start += newline + 1;
                Ended = true;
                return true;
            }

            if (_over || rest.Length == _buffer.Length)
            {
                line = rest;
                _start = _end;
                Ended = false;
                return rest.Length > 0;
            }

            rest.CopyTo(_buffer);
            (_start, _end) = (0, rest.Length);
            var read = _file.Read(_buffer, _end, _buffer.Length - _end);
            _over = read == 0;
            _end += read;
        }
    }

    public void Dispose() => _file.Dispose();
}
