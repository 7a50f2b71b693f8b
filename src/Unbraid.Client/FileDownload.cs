using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Unbraid.Client;

/// <summary>Fetches a link into a file that appears when it is complete; what breaks off goes on where it was.</summary>
internal sealed class FileDownload(HttpClient http, RequestSender sender, UnbraidClientOptions options)
{
    private const int BufferBytes = 81_920;

    public async Task RunAsync(Uri link, string path, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // The object's own address names the part, not the signature, so that a fresh link goes on with it.
        var address = Encoding.UTF8.GetBytes(link.GetLeftPart(UriPartial.Path));
        var part = $"{path}.{Convert.ToHexStringLower(SHA256.HashData(address).AsSpan(0, 4))}.part";
        var failures = 0;
        while (true)
        {
            var before = Length(part);
            try
            {
                await FetchAsync(link, part, progress, cancellationToken);
                File.Move(part, path, overwrite: true);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException)
            {
                failures = Length(part) > before ? 0 : failures + 1;
                if (failures > options.Retries)
                    throw new UnbraidException($"The download from {link.Host} breaks off again and again: {e.Message}", e);
                await sender.PauseAsync(failures, null, cancellationToken);
            }
        }
    }

    private async Task FetchAsync(Uri link, string part, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(options.SilenceTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            var have = Length(part);
            using var request = new HttpRequestMessage(HttpMethod.Get, link);
            if (have > 0)
                request.Headers.Range = new RangeHeaderValue(have, null);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && response.Content.Headers.ContentRange?.Length == have)
                return;
            var total = await CheckAsync(response, part, have, either.Token);
            var place = response.StatusCode == HttpStatusCode.PartialContent ? have : 0;
            await using var file = new FileStream(part, place > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await ReadAsync(body, buffer, either.Token)) > 0)
            {
                silence.CancelAfter(options.SilenceTimeout);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                place += read;
                if (total is { } all)
                    progress?.Report((double)place / all);
            }

            if (total is { } expected && place != expected)
                throw new TimeoutException($"{place} of {expected} bytes came");
            file.Flush(flushToDisk: true);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {options.SilenceTimeout.TotalSeconds:0.#} s", e);
        }
    }

    // What breaks on the way can be tried again; what breaks on this machine's disk cannot.
    private static async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }

    /// <summary>The whole file's length, if it is said. Throws away a part that does not fit to it.</summary>
    private static async Task<long?> CheckAsync(HttpResponseMessage response, string part, long have, CancellationToken cancellationToken)
    {
        var range = response.Content.Headers.ContentRange;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable ||
            (response.StatusCode == HttpStatusCode.PartialContent && range?.From != have))
        {
            File.Delete(part);
            throw new TimeoutException("the file is another one now");
        }

        if ((int)response.StatusCode is 429 or >= 500)
            throw new HttpRequestException($"answer {(int)response.StatusCode}");
        if (!response.IsSuccessStatusCode)
            throw new UnbraidRequestException(await Problem.ReadAsync(response, cancellationToken), null);
        return range?.Length ?? response.Content.Headers.ContentLength;
    }

    private static long Length(string part) => new FileInfo(part) is { Exists: true } file ? file.Length : 0;
}
