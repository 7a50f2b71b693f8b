using System.Globalization;
using System.Net;
using System.Text;

namespace Unbraid.Client;

/// <summary>Sends a file by the protocol tus 1.0.0 (https://tus.io): what breaks off goes on from what the service has.</summary>
internal sealed class FileUpload(RequestSender sender, UnbraidClientOptions options)
{
    private const string Version = "1.0.0";

    /// <summary>Sends the stream from where it stands, and gives the id of the task.</summary>
    public async Task<string> RunAsync(Stream content, string fileName, Uri? callbackUrl, string key, CancellationToken cancellationToken)
    {
        var (start, length) = (content.Position, content.Length - content.Position);
        var task = await sender.SendAsync(
            () => Begin(length, fileName, callbackUrl, key), Wire.Default.TaskReference, options.RequestTimeout, repeatable: true, cancellationToken);
        var address = $"producer/uploads/{Uri.EscapeDataString(task.TaskId)}";
        // Not disposed of: a request that was given up may still hold it for a moment.
        var turn = new SemaphoreSlim(1, 1);
        var (offset, failures) = (0L, 0);
        while (offset < length)
        {
            var before = offset;
            var (response, failure) = await sender.TryAsync(() => Send(address, content, turn, start, before), limit: null, cancellationToken);
            using (response)
            {
                if (failure is null && response.IsSuccessStatusCode)
                {
                    offset = OffsetOf(response);
                    failures = offset > before ? 0 : failures + 1;
                }
                else
                {
                    if (failure is null && response.StatusCode != HttpStatusCode.Conflict && !RequestSender.IsPassing(response.StatusCode))
                        throw new UnbraidRequestException(await Problem.ReadAsync(response, options, cancellationToken), sender.Wait(response));
                    await sender.PauseAsync(failures, failure is null ? sender.Wait(response) : null, cancellationToken);
                    offset = await AskAsync(address, cancellationToken);
                    failures = offset > before ? 0 : failures + 1;
                }
            }

            if (failures > options.Retries)
                throw new UnbraidException($"The upload of {fileName} breaks off again and again: {failure?.Message ?? "nothing of it is taken"}", failure);
        }

        return task.TaskId;
    }

    private async Task<long> AskAsync(string address, CancellationToken cancellationToken)
    {
        using var response = await sender.SendAsync(() => Request(HttpMethod.Head, address), options.RequestTimeout, repeatable: true, cancellationToken);
        return OffsetOf(response);
    }

    private static long OffsetOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Upload-Offset", out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new UnbraidException("The service does not say how much of the upload it has (Upload-Offset); a proxy may remove the header.");

    private static HttpRequestMessage Begin(long length, string fileName, Uri? callbackUrl, string key)
    {
        var request = Request(HttpMethod.Post, "producer/uploads");
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Add("Upload-Length", $"{length}");
        request.Headers.Add(
            "Upload-Metadata", callbackUrl is null ? Pair("filename", fileName) : $"{Pair("filename", fileName)},{Pair("callbackUrl", callbackUrl.OriginalString)}");
        return request;
    }

    private static HttpRequestMessage Send(string address, Stream content, SemaphoreSlim turn, long start, long offset)
    {
        var request = Request(HttpMethod.Patch, address);
        request.Headers.Add("Upload-Offset", $"{offset}");
        request.Content = new UploadPart(content, turn, start + offset);
        return request;
    }

    private static HttpRequestMessage Request(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", Version);
        return request;
    }

    private static string Pair(string key, string text) => $"{key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}";
}
