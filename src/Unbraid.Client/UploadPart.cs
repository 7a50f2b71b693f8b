using System.Net;
using System.Net.Http.Headers;

namespace Unbraid.Client;

/// <summary>
/// The rest of a file from a place on. A request that was given up may still read while the next one does, so each read takes the stream's one
/// turn and seeks to its own place.
/// </summary>
internal sealed class UploadPart : HttpContent
{
    private const int BufferBytes = 81_920;

    private readonly Stream _stream;
    private readonly SemaphoreSlim _turn;
    private readonly long _start;

    public UploadPart(Stream stream, SemaphoreSlim turn, long start)
    {
        (_stream, _turn, _start) = (stream, turn, start);
        Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        int read;
        for (var place = _start; (read = await ReadAsync(buffer, place, cancellationToken)) > 0; place += read)
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _stream.Length - _start;
        return true;
    }

    private async Task<int> ReadAsync(byte[] buffer, long place, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _stream.Position = place;
            return await _stream.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }
}
