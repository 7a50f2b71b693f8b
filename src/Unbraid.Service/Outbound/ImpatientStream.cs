namespace Unbraid.Service.Outbound;

/// <summary>Tells after each so many bytes that they came; where nobody hears of it for long, the sender is too slow.</summary>
/// <param name="inner">Read from.</param>
/// <param name="step">The bytes.</param>
/// <param name="came">Is told.</param>
internal sealed class ImpatientStream(Stream inner, int step, Action came) : Stream
{
    private int _since;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _since += read;
        if (_since >= step)
        {
            _since = 0;
            came();
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
