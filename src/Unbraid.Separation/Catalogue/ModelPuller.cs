using System.Net;
using System.Net.Http.Headers;

namespace Unbraid.Separation.Catalogue;

/// <summary>How far a model is fetched.</summary>
/// <param name="File">Name of the file at hand.</param>
/// <param name="Done">Bytes of the model that are here, from this run and earlier ones.</param>
/// <param name="Total">Bytes of the model.</param>
public sealed record PullProgress(string File, long Done, long Total);

/// <summary>
/// Fetches models. What was fetched before is not fetched again: a file that was cut off is continued where the server allows it. A file gets
/// its final name when its hash is what the catalogue says, and never before. Proxies are those of <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and
/// <c>NO_PROXY</c>.
/// </summary>
public sealed class ModelPuller : IDisposable
{
    private const int BufferBytes = 1 << 17;

    private readonly ModelStore _store;
    private readonly IWebProxy _proxy;
    private readonly HttpClient _client;
    private readonly TimeSpan _patience;

    public ModelPuller(ModelStore store) : this(store, HttpClient.DefaultProxy, TimeSpan.FromSeconds(30))
    {
    }

    /// <param name="store">Where they go.</param>
    /// <param name="proxy">The proxies.</param>
    /// <param name="patience">How long nothing may come.</param>
    internal ModelPuller(ModelStore store, IWebProxy proxy, TimeSpan patience)
    {
        (_store, _proxy, _patience) = (store, proxy, patience);
        _client = new HttpClient(new SocketsHttpHandler { Proxy = proxy }) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("unbraid", null));
    }

    /// <summary>Fetches the files of a model that are not here.</summary>
    /// <param name="model">The model.</param>
    /// <param name="progress">Is told after every block.</param>
    /// <param name="cancellationToken">Stops; what has come is kept for the next time.</param>
    /// <exception cref="SeparationException">It could not be fetched, must not be, or its licence was not agreed to. One sentence with the remedy.</exception>
    public async Task PullAsync(CatalogueModel model, IProgress<PullProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (_store.IsInstalled(model))
            return;
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
                await PullAsync(model, file, done => progress?.Report(new PullProgress(file.Name, start + done, model.Size)), cancellationToken);
                before += file.Size;
            }
        }
        finally
        {
            DeleteIfEmpty(folder);
        }
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

    private async Task PullAsync(CatalogueModel model, ModelFile file, Action<long> report, CancellationToken cancellationToken)
    {
        var path = _store.PathOf(model, file);
        using var part = new PartialFile(path);
        // Looked for only now that nobody else can be about to make it.
        if (File.Exists(path))
        {
            part.Discard();
            return;
        }

        var source = _store.Settings.SourceOf(model, file);
        while (true)
        {
            var resumes = part.Length > 0;
            if (part.Length != file.Size)
                await FetchAsync(source, file, part, report, cancellationToken);
            var found = part.Length == file.Size ? await part.HashAsync(cancellationToken) : $"{part.Length} bytes";
            if (found == file.Sha256)
            {
                part.Commit();
                return;
            }

            part.Clear();
            if (!resumes)
                throw DownloadErrors.WrongContent(source, file, found);
            // What an earlier run had left was part of something else: once more, from the beginning.
        }
    }

    private async Task FetchAsync(Uri source, ModelFile file, PartialFile part, Action<long> report, CancellationToken cancellationToken)
    {
        if (part.Length > file.Size)
            part.Clear();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            patience.CancelAfter(_patience);
            using var response = await AskAsync(source, part, patience.Token);
            // A server that ignores the range, or has other content by now, sends everything.
            if (response.StatusCode != HttpStatusCode.PartialContent)
                part.Clear(response.Headers.ETag is { IsWeak: false } tag ? tag : null);
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            var buffer = new byte[BufferBytes];
            // One byte more than there should be shows that it is something else; the rest of it need not be fetched.
            while (part.Length <= file.Size)
            {
                report(part.Length);
                patience.CancelAfter(_patience);
                var count = await body.ReadAsync(buffer, patience.Token);
                if (count == 0)
                    break;
                await part.AppendAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            // Without a length, an end that comes too early cannot be told from a cut.
            if (part.Length < file.Size && response.Content.Headers.ContentLength is null)
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
            throw DownloadErrors.Stalled(source, _patience, part.Length, file.Size);
        }
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
