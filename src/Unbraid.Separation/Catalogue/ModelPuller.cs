using System.Net;
using System.Net.Http.Headers;

namespace Unbraid.Separation.Catalogue;

/// <summary>How far a model is fetched.</summary>
/// <param name="File">Name of the file at hand.</param>
/// <param name="Done">Bytes of the model that are here, from this run and earlier ones.</param>
/// <param name="Total">Bytes of the model.</param>
/// <param name="ByOther">Whether another process fetches it and this one waits for it.</param>
public sealed record PullProgress(string File, long Done, long Total, bool ByOther = false);

/// <summary>A file for which nobody published a hash, so that what came was recorded.</summary>
/// <param name="File">Its name.</param>
/// <param name="Sha256">Its SHA-256.</param>
internal sealed record RecordedFile(string File, string Sha256);

/// <summary>
/// Fetches models. What was fetched before is not fetched again: a file that was cut off is continued where the server allows it. A file gets
/// its final name when its hash is what the catalogue says, and never before. A file that another process fetches is waited for. Proxies are those
/// of <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>.
/// </summary>
internal sealed class ModelPuller : IDisposable
{
    private const int BufferBytes = 1 << 17;

    // A connection that trickles is as good as dead: so many bytes must come in the time that nothing may come.
    private const int LeastBytes = 1 << 14;

    private static readonly TimeSpan s_pollPause = TimeSpan.FromMilliseconds(200);

    private readonly ModelStore _store;
    private readonly IWebProxy _proxy;
    private readonly HttpClient _client;
    private readonly TimeSpan _patience, _connectTimeout;

    /// <param name="store">Where they go.</param>
    /// <param name="connectTimeout">How long a connection may take. Default: 10 s.</param>
    public ModelPuller(ModelStore store, TimeSpan? connectTimeout = null) : this(store, HttpClient.DefaultProxy, TimeSpan.FromSeconds(30), connectTimeout)
    {
    }

    /// <param name="store">Where they go.</param>
    /// <param name="proxy">The proxies.</param>
    /// <param name="patience">How long nothing may come.</param>
    /// <param name="connectTimeout">How long a connection may take. Default: 10 s.</param>
    internal ModelPuller(ModelStore store, IWebProxy proxy, TimeSpan patience, TimeSpan? connectTimeout = null)
    {
        (_store, _proxy, _patience, _connectTimeout) = (store, proxy, patience, connectTimeout ?? TimeSpan.FromSeconds(10));
        _client = new HttpClient(new SocketsHttpHandler { Proxy = proxy, ConnectTimeout = _connectTimeout }) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("unbraid", null));
    }

    /// <summary>Fetches the files of a model that are not here.</summary>
    /// <param name="model">The model.</param>
    /// <param name="progress">Is told after every block.</param>
    /// <param name="cancellationToken">Stops; what has come is kept for the next time.</param>
    /// <returns>The files whose hash was recorded because nobody published one.</returns>
    /// <exception cref="DownloadException">It could not be fetched, must not be, or its licence was not agreed to. One sentence with the remedy.</exception>
    public async Task<IReadOnlyList<RecordedFile>> PullAsync(
        CatalogueModel model, IProgress<PullProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var recorded = new List<RecordedFile>();
        if (_store.IsInstalled(model))
            return recorded;
        if (_store.Settings.Offline)
            throw DownloadErrors.Offline(model, _store.FolderOf(model));
        if (!_store.Answers.AcceptsLicenceOf(model))
            throw DownloadErrors.Consent(model);

        var folder = _store.FolderOf(model);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Disk(folder, e);
        }

        try
        {
            long before = 0;
            foreach (var file in model.Files)
            {
                var start = before;
                if (await PullAsync(model, file, (done, byOther) => progress?.Report(new PullProgress(file.Name, start + done, model.Size, byOther)), cancellationToken) is { } hash)
                    recorded.Add(new RecordedFile(file.Name, hash));
                before += file.Size;
            }
        }
        finally
        {
            DeleteIfEmpty(folder);
        }

        return recorded;
    }

    public void Dispose() => _client.Dispose();

    private static void DeleteIfEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is something in it, which is what it is for.
        }
    }

    /// <summary>Returns the hash of the file if it was recorded.</summary>
    private async Task<string?> PullAsync(CatalogueModel model, ModelFile file, Action<long, bool> report, CancellationToken cancellationToken)
    {
        var path = _store.PathOf(model, file);
        using var part = await TakeAsync(path, report, cancellationToken);
        // Looked for only now that nobody else can be about to make it.
        if (File.Exists(path))
        {
            part.Discard();
            return null;
        }

        var source = _store.Settings.SourceOf(model, file);
        var expected = _store.HashOf(model, file);
        while (true)
        {
            var resumes = part.Length > 0;
            if (!file.IsSizeExact || part.Length != file.Size)
                await FetchAsync(source, file, part, report, cancellationToken);
            var found = file.MayHave(part.Length) ? await part.HashAsync(cancellationToken) : $"{part.Length} bytes";
            if (expected is null && found.Length == 64)
            {
                _store.Recorded.Record(model, file, found);
                part.Commit();
                return found;
            }

            if (found == expected)
            {
                part.Commit();
                return null;
            }

            part.Clear();
            if (!resumes)
                throw DownloadErrors.WrongContent(source, file, expected, found);
            // What an earlier run had left was part of something else: once more, from the beginning.
        }
    }

    /// <summary>Takes hold of a file to fetch, or waits until the process that holds it has made it, or lets go of it, or gets nowhere.</summary>
    private async Task<PartialFile> TakeAsync(string path, Action<long, bool> report, CancellationToken cancellationToken)
    {
        var (length, quiet) = (-1L, TimeSpan.Zero);
        while (true)
        {
            if (PartialFile.TryOpen(path) is { } part)
                return part;
            var now = PartialFile.LengthOf(path);
            (length, quiet) = (now, now == length ? quiet + s_pollPause : TimeSpan.Zero);
            if (quiet > 2 * _patience)
                throw DownloadErrors.Busy(path);
            report(now, true);
            await Task.Delay(s_pollPause, cancellationToken);
        }
    }

    private async Task FetchAsync(Uri source, ModelFile file, PartialFile part, Action<long, bool> report, CancellationToken cancellationToken)
    {
        // One byte more than there should be shows that it is something else; the rest of it need not be fetched.
        var most = file.MaxSize;
        if (part.Length > most)
            part.Clear();
        RequireRoom(part, file);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            patience.CancelAfter(_patience);
            using var response = await AskAsync(source, part, patience.Token);
            if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
                throw DownloadErrors.WebPage(source, file);
            // A server that ignores the range, or has other content by now, sends everything.
            if (response.StatusCode != HttpStatusCode.PartialContent)
                part.Clear(response.Headers.ETag is { IsWeak: false } tag ? tag : null);
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            var buffer = new byte[BufferBytes];
            var came = 0;
            while (part.Length <= most)
            {
                report(part.Length, false);
                var count = await body.ReadAsync(buffer, patience.Token);
                if (count == 0)
                    break;
                await part.AppendAsync(buffer.AsMemory(0, count), cancellationToken);
                came += count;
                if (came < LeastBytes)
                    continue;
                came = 0;
                patience.CancelAfter(_patience);
            }

            // Without a length, an end that comes too early cannot be told from a cut.
            if (!file.MayHave(part.Length) && part.Length < file.Size && response.Content.Headers.ContentLength is null)
                throw DownloadErrors.Cut(source, part.Length, file.Size);
        }
        catch (HttpRequestException e)
        {
            throw DownloadErrors.Connection(e, source, _proxy.IsBypassed(source) ? null : _proxy.GetProxy(source));
        }
        catch (IOException)
        {
            throw DownloadErrors.Cut(source, part.Length, file.Size);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw patience.IsCancellationRequested
                ? DownloadErrors.Stalled(source, _patience, part.Length, file.Size)
                : DownloadErrors.ConnectionTimeout(source, _connectTimeout);
        }
    }

    /// <summary>Better no byte than a disk filled to the brim.</summary>
    private static void RequireRoom(PartialFile part, ModelFile file)
    {
        if (part.FreeBytes is { } free && free < file.Size - part.Length)
            throw DownloadErrors.Full(part.FinalPath, file.Size - part.Length);
    }

    /// <summary>Asks for what is missing, or for everything if the server does not understand that.</summary>
    private async Task<HttpResponseMessage> AskAsync(Uri source, PartialFile part, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        if (part.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            if (part.Tag is { } tag)
                request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }

        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK)
            return response;
        var isTheRest = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == part.Length;
        if (isTheRest)
            return response;

        using (response)
        {
            if (part.Length == 0 || response.StatusCode is not (HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable))
                throw DownloadErrors.Status(response.StatusCode, source);
        }

        part.Clear();
        return await AskAsync(source, part, cancellationToken);
    }
}
