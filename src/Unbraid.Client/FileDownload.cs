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
        for (var failures = 0; ;)
        {
            var before = Length(part);
            var broken = await FetchAsync(link, part, progress, cancellationToken);
            if (broken is null)
                break;
            failures = Length(part) > before ? 0 : failures + 1;
            if (failures > options.Retries)
                throw new UnbraidException($"The download from {link.Host} breaks off again and again: {broken.Message}", broken);
            await sender.PauseAsync(failures, null, cancellationToken);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Fetches what is missing of the part. Returns what broke on the way, or null when the part is complete.</summary>
    private async Task<Exception?> FetchAsync(Uri link, string part, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using var patience = new Patience(options.SilenceTimeout, options.Clock, cancellationToken);
        var have = Length(part);
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        if (have > 0)
            request.Headers.Range = new RangeHeaderValue(have, null);
        var (response, failure) = await patience.TryAsync(async stop => await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop));
        if (failure is not null)
            return failure;
        using (response)
        {
            var range = response.Content.Headers.ContentRange;
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && range?.Length == have)
                return null;
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable ||
                (response.StatusCode == HttpStatusCode.PartialContent && range?.From != have))
            {
                File.Delete(part);
                return new HttpRequestException("the file is another one now");
            }

            if ((int)response.StatusCode is 429 or >= 500)
                return new HttpRequestException($"answer {(int)response.StatusCode}");
            if (!response.IsSuccessStatusCode)
                throw new UnbraidRequestException(await Problem.ReadAsync(response, options, cancellationToken), null);
            return await CopyAsync(response, part, have, patience, progress, cancellationToken);
        }
    }

    // What breaks on the way can be tried again; what breaks on this machine's disk is thrown.
    private static async Task<Exception?> CopyAsync(
        HttpResponseMessage response, string part, long have, Patience patience, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var total = response.Content.Headers.ContentRange?.Length ?? response.Content.Headers.ContentLength;
        var place = response.StatusCode == HttpStatusCode.PartialContent ? have : 0;
        await using var file = new FileStream(part, place > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        var (body, unopened) = await patience.TryAsync(async stop => await response.Content.ReadAsStreamAsync(stop));
        if (unopened is not null)
            return unopened;
        await using var opened = body;
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var (read, failure) = await patience.TryAsync(stop => body.ReadAsync(buffer, stop));
            if (failure is not null)
                return failure;
            if (read == 0)
                break;
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            place += read;
            if (total is { } all)
                progress?.Report((double)place / all);
        }

        file.Flush(flushToDisk: true);
        return total is { } expected && place != expected ? new HttpRequestException($"{place} of {expected} bytes came") : null;
    }

    private static long Length(string part) => new FileInfo(part) is { Exists: true } file ? file.Length : 0;
}
