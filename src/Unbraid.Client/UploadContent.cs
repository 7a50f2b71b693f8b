using System.Net;
using System.Net.Http.Headers;

namespace Unbraid.Client;

/// <summary>A file in a form, read from a stream that stays open and at its place for another try.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly Stream _stream;
    private readonly long? _start;

    public UploadContent(Stream stream)
    {
        _stream = stream;
        _start = stream.CanSeek ? stream.Position : null;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    public static MultipartFormDataContent Form(Stream stream, string fileName, Uri? callbackUrl)
    {
        var form = new MultipartFormDataContent();
        if (callbackUrl is not null)
            form.Add(new StringContent(callbackUrl.OriginalString), "callbackUrl");
        form.Add(new UploadContent(stream), "file", fileName);
        return form;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        if (_start is { } start)
            _stream.Position = start;
        await _stream.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _start is { } start ? _stream.Length - start : 0;
        return _start is not null;
    }
}
