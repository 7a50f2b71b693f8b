using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Unbraid.Client;

/// <summary>A client of the Unbraid service. It may be used by many threads at once; one for the whole program is enough.</summary>
/// <remarks>
/// Whatever takes time is a task on the service: the methods here start one and return at once, and
/// <see cref="UnbraidTask{TResult}.WaitAsync"/> waits for it. All of them throw <see cref="UnbraidRequestException"/> where the
/// service refuses, and <see cref="UnbraidException"/> where it cannot be reached.
/// </remarks>
public sealed class UnbraidClient : IDisposable
{
    private readonly UnbraidClientOptions _options;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly RequestSender _sender;
    private readonly TaskWatcher _watcher;

    /// <summary>A client with one token.</summary>
    /// <param name="baseAddress">Where the service is, for example http://127.0.0.1:8080.</param>
    /// <param name="token">The bearer token; <c>unbraid token</c> issues one.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="http">Connections that the caller made and keeps; their own time limit must leave room for uploads. Default: connections of its own.</param>
    public UnbraidClient(Uri baseAddress, string token, UnbraidClientOptions? options = null, HttpClient? http = null)
        : this(baseAddress, _ => ValueTask.FromResult(token), options, http)
    {
    }

    /// <summary>A client with tokens that change, such as those of an identity provider.</summary>
    /// <param name="baseAddress">Where the service is, for example http://127.0.0.1:8080.</param>
    /// <param name="token">Gives the bearer token; asked before every request, and may be asked by several threads at once. What it throws, the request throws.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="http">Connections that the caller made and keeps; their own time limit must leave room for uploads. Default: connections of its own.</param>
    public UnbraidClient(
        Uri baseAddress, Func<CancellationToken, ValueTask<string>> token, UnbraidClientOptions? options = null, HttpClient? http = null)
    {
        var root = baseAddress.AbsoluteUri.EndsWith('/') ? baseAddress : new Uri($"{baseAddress.AbsoluteUri}/");
        _options = options ?? new UnbraidClientOptions();
        _ownsHttp = http is null;
        _http = http ?? new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        _sender = new RequestSender(_http, root, token, _options);
        _watcher = new TaskWatcher(_sender, _options);
    }

    /// <summary>Lets the service fetch a song.</summary>
    /// <param name="audioUrl">http or https; must be reachable for the service.</param>
    /// <param name="options">Null for none.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<UnbraidTask<UploadedAudio>> UploadAsync(Uri audioUrl, SubmitOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitAsync(
            "producer/upload", Wire.Body(null, Wire.Default.SeparationRequest, options, ("audioUrl", audioUrl.OriginalString)), options,
            Wire.Default.UploadedAudio, cancellationToken);

    /// <summary>Sends a song.</summary>
    /// <param name="content">
    /// Read from where it stands; stays open. From <see cref="UnbraidClientOptions.ResumableFrom"/> bytes on, an upload that breaks off goes on from
    /// what the service has. One that cannot seek is sent once, without repetitions.
    /// </param>
    /// <param name="fileName">Names the song if its tags do not.</param>
    /// <param name="options">Null for none.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    public async Task<UnbraidTask<UploadedAudio>> UploadAsync(
        Stream content, string fileName, SubmitOptions? options = null, CancellationToken cancellationToken = default)
    {
        var key = KeyOf(options);
        var start = content.CanSeek ? content.Position : 0;
        if (content.CanSeek && content.Length - start >= _options.ResumableFrom)
            return TaskOf(await new FileUpload(_sender, _options).RunAsync(content, fileName, options?.CallbackUrl, key, cancellationToken), Wire.Default.UploadedAudio);
        var task = await _sender.SendAsync(
            () =>
            {
                if (content.CanSeek)
                    content.Position = start;
                return Post("producer/upload", UploadContent.Form(content, fileName, options?.CallbackUrl), key);
            },
            Wire.Default.TaskReference, limit: null, repeatable: content.CanSeek, cancellationToken);
        return TaskOf(task.TaskId, Wire.Default.UploadedAudio);
    }

    /// <summary>Sends a song from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Null for none.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    public async Task<UnbraidTask<UploadedAudio>> UploadFileAsync(
        string path, SubmitOptions? options = null, CancellationToken cancellationToken = default)
    {
        await using var file = File.OpenRead(path);
        return await UploadAsync(file, Path.GetFileName(path), options, cancellationToken);
    }

    /// <summary>Takes a song apart. The result has a link for each stem, by its name.</summary>
    /// <param name="audioId">From an upload or a generation.</param>
    /// <param name="request">Null for the service's defaults.</param>
    /// <param name="options">Null for none.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<UnbraidTask<Dictionary<string, Uri>>> SeparateAsync(
        string audioId, SeparationRequest? request = null, SubmitOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitAsync(
            "producer/stems", Wire.Body(request, Wire.Default.SeparationRequest, options, ("audioId", audioId)), options,
            Wire.Default.Links, cancellationToken);

    /// <summary>Makes a song.</summary>
    /// <param name="request">What song.</param>
    /// <param name="options">Null for none.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<UnbraidTask<GeneratedAudio>> GenerateAsync(
        GenerationRequest request, SubmitOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitAsync(
            "producer/audios", Wire.Body(request, Wire.Default.GenerationRequest, options), options, Wire.Default.GeneratedAudio,
            cancellationToken);

    /// <summary>Makes a file of another format of a song.</summary>
    /// <param name="audioId">From an upload or a generation.</param>
    /// <param name="format">mp3, m4a, ogg, opus, wav or flac; null for m4a.</param>
    /// <param name="options">Null for none.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<UnbraidTask<ExportedAudio>> ExportAsync(
        string audioId, string? format = null, SubmitOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitAsync(
            "producer/download", Wire.Body(null, Wire.Default.SeparationRequest, options, ("audioId", audioId), ("format", format)),
            options, Wire.Default.ExportedAudio, cancellationToken);

    /// <summary>Makes a video of a song.</summary>
    /// <param name="audioId">From an upload or a generation.</param>
    /// <param name="preset">modern, player or simple; null for modern.</param>
    /// <param name="options">Null for none.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<UnbraidTask<RenderedVideo>> RenderVideoAsync(
        string audioId, string? preset = null, SubmitOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitAsync(
            "producer/download-video", Wire.Body(null, Wire.Default.SeparationRequest, options, ("audioId", audioId), ("preset", preset)),
            options, Wire.Default.RenderedVideo, cancellationToken);

    /// <summary>Mixes the stems of a song again: with gains, pans, mutes, or a part of them.</summary>
    /// <param name="taskId">A completed separation: <see cref="UnbraidTask{TResult}.Id"/>.</param>
    /// <param name="request">Null for all stems as they are.</param>
    /// <param name="options">Null for none.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<UnbraidTask<MixedStems>> MixAsync(
        string taskId, MixRequest? request = null, SubmitOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitAsync(
            "producer/mix", Wire.Body(request, Wire.Default.MixRequest, options, ("taskId", taskId)), options, Wire.Default.MixedStems,
            cancellationToken);

    /// <summary>Makes one file of the stems of a song, to work on in another program.</summary>
    /// <param name="taskId">A completed separation: <see cref="UnbraidTask{TResult}.Id"/>.</param>
    /// <param name="format">zip, stem.mp4 (NI Stems; needs exactly four stems), reaper or dawproject.</param>
    /// <param name="options">Null for none.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<UnbraidTask<StemPackage>> PackageAsync(
        string taskId, string format, SubmitOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitAsync(
            "producer/package", Wire.Body(null, Wire.Default.SeparationRequest, options, ("taskId", taskId), ("format", format)), options,
            Wire.Default.StemPackage, cancellationToken);

    /// <summary>Your songs, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<AudioInfo> ListAudiosAsync(CancellationToken cancellationToken = default) =>
        _sender.ListAsync("producer/audios?limit=100", Wire.Default.AudioPage, cancellationToken);

    /// <summary>A song with fresh links, and the tasks that read it.</summary>
    public Task<AudioInfo> GetAudioAsync(string audioId, CancellationToken cancellationToken = default) =>
        _sender.GetAsync($"producer/audios/{Uri.EscapeDataString(audioId)}", Wire.Default.AudioInfo, cancellationToken);

    /// <summary>Deletes a song with everything that was made of it; running tasks on it are cancelled.</summary>
    /// <exception cref="UnbraidRequestException">404: there is no such song, or no longer.</exception>
    public async Task DeleteAudioAsync(string audioId, CancellationToken cancellationToken = default)
    {
        using var response = await _sender.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Delete, $"producer/audios/{Uri.EscapeDataString(audioId)}"), _options.RequestTimeout,
            repeatable: true, cancellationToken);
    }

    /// <summary>A task as it is now.</summary>
    public Task<TaskInfo> GetTaskAsync(string taskId, CancellationToken cancellationToken = default) =>
        _watcher.GetAsync(taskId, cancellationToken);

    /// <summary>Waits for a task to end, well or not.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="progress">Gets the task whenever it changed.</param>
    /// <param name="cancellationToken">Stops waiting; the task goes on.</param>
    public Task<TaskInfo> WaitAsync(string taskId, IProgress<TaskInfo>? progress = null, CancellationToken cancellationToken = default) =>
        _watcher.WaitAsync(taskId, progress, cancellationToken);

    /// <summary>Cancels a task, unless it has ended.</summary>
    /// <returns>The task as it is then.</returns>
    public Task<TaskInfo> CancelAsync(string taskId, CancellationToken cancellationToken = default) => _sender.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Delete, $"producer/tasks/{Uri.EscapeDataString(taskId)}"), Wire.Default.TaskInfo,
        _options.RequestTimeout, repeatable: true, cancellationToken);

    /// <summary>What you have stored and under way, and how much of it is allowed.</summary>
    public Task<Usage> GetUsageAsync(CancellationToken cancellationToken = default) => _sender.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Get, "producer/usage"), Wire.Default.Usage, _options.RequestTimeout, repeatable: true, cancellationToken);

    /// <summary>Your tasks, newest first, fetched page by page.</summary>
    /// <param name="status">Only those in this state; null for all.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public IAsyncEnumerable<TaskInfo> ListTasksAsync(UnbraidTaskStatus? status = null, CancellationToken cancellationToken = default)
    {
        var filter = status is { } wanted ? $"&status={wanted.ToString().ToLowerInvariant()}" : "";
        return _sender.ListAsync($"producer/tasks?limit=100{filter}", Wire.Default.TaskPage, cancellationToken);
    }

    /// <summary>
    /// Fetches a link from a result into a file. The file appears when it is complete; a download that broke off goes on where it
    /// was, also in another call.
    /// </summary>
    /// <param name="link">From a task's result.</param>
    /// <param name="path">Replaced if it is there.</param>
    /// <param name="progress">Gets 0 to 1.</param>
    /// <param name="cancellationToken">Stops; what has come is kept beside the path, in a file that ends with .part.</param>
    /// <exception cref="UnbraidRequestException">410: the link has expired; wait for the task again to get a fresh one.</exception>
    public Task DownloadAsync(Uri link, string path, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        new FileDownload(_http, _sender, _options).RunAsync(link, path, progress, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
            _http.Dispose();
    }

    private async Task<UnbraidTask<TResult>> SubmitAsync<TResult>(
        string address, JsonObject body, SubmitOptions? options, JsonTypeInfo<TResult> type, CancellationToken cancellationToken)
    {
        var (json, key) = (body.ToJsonString(), KeyOf(options));
        var task = await _sender.SendAsync(
            () => Post(address, new StringContent(json, Encoding.UTF8, "application/json"), key), Wire.Default.TaskReference,
            _options.RequestTimeout, repeatable: true, cancellationToken);
        return TaskOf(task.TaskId, type);
    }

    private UnbraidTask<TResult> TaskOf<TResult>(string id, JsonTypeInfo<TResult> type) =>
        new(this, id, result => result.Deserialize(type)!);

    private static string KeyOf(SubmitOptions? options) => options?.IdempotencyKey ?? Guid.NewGuid().ToString("N");

    private static HttpRequestMessage Post(string address, HttpContent content, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Add("Idempotency-Key", key);
        return request;
    }
}
