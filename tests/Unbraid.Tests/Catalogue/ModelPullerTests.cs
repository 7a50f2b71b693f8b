using System.Net;
using System.Security.Cryptography;
using Unbraid.Separation;
using Unbraid.Separation.Catalogue;
using Unbraid.Tests.Audio;
using Xunit;

namespace Unbraid.Tests.Catalogue;

public sealed class ModelPullerTests : IDisposable
{
    private static readonly byte[] s_content = Bytes(1, 300_000), s_other = Bytes(2, 300_000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pulled_file_has_its_content_its_name_and_nothing_beside_it()
    {
        using var server = FileServer.Of(s_content);
        await PullAsync(server);
        Assert.Equal(s_content, File.ReadAllBytes(Final));
        Assert.Equal(["weights.th"], Left());
        Assert.Equal("/net/weights.th", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task A_cut_connection_keeps_what_came_and_the_next_run_fetches_only_the_rest()
    {
        var cut = true;
        using var server = new FileServer(request => FileServer.Serve(request, s_content, "ETag: \"v1\"\r\n") with { CutAfter = cut ? 120_000 : null });
        var error = await RefusedAsync(server);
        Assert.Contains("cut after 0.1 of 0.3 MB", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Final));
        Assert.Equal(s_content[..120_000], File.ReadAllBytes(Final + ".part"));

        cut = false;
        var progress = new Progress();
        await PullAsync(server, progress: progress);
        Assert.Equal(s_content, File.ReadAllBytes(Final));
        Assert.Equal(["weights.th"], Left());
        Assert.Equal(new Request("/net/weights.th", 120_000, "\"v1\""), server.Requests.Last());
        Assert.Equal(120_000, progress.Values[0].Done);
        Assert.Equal(300_000, progress.Values[^1].Done);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_sends_everything_again()
    {
        WritePart(s_content[..120_000]);
        using var server = new FileServer(_ => new Answer(200, s_content));
        await PullAsync(server);
        Assert.Equal(s_content, File.ReadAllBytes(Final));
        Assert.Equal(120_000, Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task A_server_that_sends_another_range_than_asked_is_asked_for_everything()
    {
        WritePart(s_content[..120_000]);
        using var server = new FileServer(request => request.From is null
            ? new Answer(200, s_content)
            : new Answer(206, s_content[5..]) { Headers = "Content-Range: bytes 5-299999/300000\r\n" });
        await PullAsync(server);
        Assert.Equal(s_content, File.ReadAllBytes(Final));
    }

    [Theory]
    [InlineData(120_000)]
    [InlineData(300_000)]
    [InlineData(400_000)]
    public async Task A_partial_file_of_something_else_is_replaced(int length)
    {
        WritePart(Bytes(3, length));
        using var server = FileServer.Of(s_content);
        await PullAsync(server);
        Assert.Equal(s_content, File.ReadAllBytes(Final));
        Assert.Equal(["weights.th"], Left());
        Assert.Null(server.Requests.Last().From);
    }

    [Fact]
    public async Task A_complete_partial_file_only_gets_its_name()
    {
        WritePart(s_content);
        using var server = FileServer.Of(s_content);
        await PullAsync(server);
        Assert.Equal(s_content, File.ReadAllBytes(Final));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Wrong_content_is_refused_and_thrown_away()
    {
        using var server = FileServer.Of(s_other);
        var error = await RefusedAsync(server);
        Assert.Contains(Hash(s_content), error, StringComparison.Ordinal);
        Assert.Contains(Hash(s_other), error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Final)));
    }

    [Theory]
    [InlineData(299_999)]
    [InlineData(300_001)]
    [InlineData(2_000_000)]
    public async Task Content_of_another_length_is_refused_without_fetching_all_of_it(int length)
    {
        using var server = FileServer.Of(Bytes(1, length));
        var error = await RefusedAsync(server);
        Assert.Contains("is not weights.th", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Final)));
    }

    [Theory]
    [InlineData(404, "There is no file at")]
    [InlineData(403, "refuses it")]
    [InlineData(407, "The proxy wants a name and a password")]
    [InlineData(500, "answered 500")]
    public async Task A_server_that_says_no_leaves_nothing_behind(int status, string sentence)
    {
        using var server = new FileServer(_ => new Answer(status, [1, 2, 3]));
        Assert.Contains(sentence, await RefusedAsync(server), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Final)));
    }

    [Fact]
    public async Task A_refusal_keeps_the_partial_file_of_an_earlier_run()
    {
        WritePart(s_content[..120_000]);
        using var server = new FileServer(_ => new Answer(503, []));
        await RefusedAsync(server);
        Assert.Equal(s_content[..120_000], File.ReadAllBytes(Final + ".part"));
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up()
    {
        using var server = new FileServer(_ => new Answer(200, s_content) { SilentAfter = 1000 });
        Assert.Contains("goes on from there", await RefusedAsync(server, patience: TimeSpan.FromMilliseconds(300)), StringComparison.Ordinal);
        Assert.False(File.Exists(Final));
    }

    [Fact]
    public async Task A_dead_server_and_a_dead_proxy_are_named()
    {
        var dead = Closed();
        Assert.Contains($"127.0.0.1:{dead.Port} cannot be reached", await RefusedAsync(dead), StringComparison.Ordinal);
        var proxy = new WebProxy(new UriBuilder(dead) { UserName = "me", Password = "secret" }.Uri);
        var error = await RefusedAsync(new Uri("http://models.invalid/"), proxy: proxy);
        Assert.Contains($"The proxy 127.0.0.1:{dead.Port} cannot be used", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_nothing_is_asked_of_anybody()
    {
        using var server = FileServer.Of(s_content);
        using var puller = Puller(new ModelStore(Settings(server.Address) with { Offline = true }));
        var error = await Assert.ThrowsAsync<DownloadException>(() => puller.PullAsync(Model()));
        Assert.Contains("UNBRAID_OFFLINE", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Research_only_weights_need_consent_once()
    {
        using var server = FileServer.Of(s_content);
        var model = Model() with { LicenceId = "research", Licence = new ModelLicence("research only", "for science", new Uri("https://example.org/"), NeedsConsent: true) };
        var store = new ModelStore(Settings(server.Address));
        using var puller = Puller(store);
        var error = await Assert.ThrowsAsync<DownloadException>(() => puller.PullAsync(model));
        Assert.Equal((DownloadFailure.Consent, RemedyKind.AcceptLicence), (error.Failure, error.Remedy!.Kind));
        Assert.Contains("research only", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);

        store.Answers.AcceptLicenceOf(model);
        await puller.PullAsync(model);
        Assert.True(store.IsInstalled(model));
        Assert.True(new ModelStore(store.Settings).Answers.AcceptsLicenceOf(model));
        Assert.False(store.Answers.AcceptsLicenceOf(model with { LicenceId = "another" }));
    }

    [Fact]
    public async Task Two_pulls_at_once_never_write_the_same_file()
    {
        using var held = new SemaphoreSlim(0);
        using var server = new FileServer(request =>
        {
            held.Wait();
            return FileServer.Serve(request, s_content);
        });
        var first = PullAsync(server);
        while (server.Requests.IsEmpty)
            await Task.Delay(5);
        var waiting = new TaskCompletionSource();
        var second = PullAsync(server, new Progress { Then = value => { if (value.ByOther) waiting.TrySetResult(); } });
        await waiting.Task;
        held.Release();
        await Task.WhenAll(first, second);
        Assert.Equal(s_content, File.ReadAllBytes(Final));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_pull_that_waits_takes_over_when_the_other_one_fails()
    {
        using var held = new SemaphoreSlim(0);
        var first = true;
        using var server = new FileServer(request =>
        {
            held.Wait();
            var cut = first;
            first = false;
            return FileServer.Serve(request, s_content, "ETag: \"v1\"\r\n") with { CutAfter = cut ? 120_000 : null };
        });
        var failing = RefusedAsync(server);
        while (server.Requests.IsEmpty)
            await Task.Delay(5);
        var waiting = new TaskCompletionSource();
        var second = PullAsync(server, new Progress { Then = value => { if (value.ByOther) waiting.TrySetResult(); } });
        await waiting.Task;
        held.Release(2);
        Assert.Contains("cut after", await failing, StringComparison.Ordinal);
        await second;
        Assert.Equal(s_content, File.ReadAllBytes(Final));
        Assert.Equal(120_000, server.Requests.Last().From);
    }

    [Fact]
    public async Task A_pull_that_waits_for_one_that_gets_nowhere_gives_up()
    {
        WritePart(s_content[..1000]);
        using var holder = new FileStream(Final + ".part", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var server = FileServer.Of(s_content);
        Assert.Contains("by another process", await RefusedAsync(server, patience: TimeSpan.FromMilliseconds(150)), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_web_page_is_refused_before_it_is_fetched()
    {
        using var server = new FileServer(_ => new Answer(200, s_content) { Headers = "Content-Type: text/html; charset=utf-8\r\n" });
        Assert.Contains("a web page instead of weights.th", await RefusedAsync(server), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Final)));
    }

    [Fact]
    public async Task A_connection_that_trickles_is_given_up()
    {
        using var server = new FileServer(_ => new Answer(200, s_content) { TrickleMilliseconds = 20 });
        Assert.Contains("Next to nothing came", await RefusedAsync(server, patience: TimeSpan.FromMilliseconds(400)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_published_a_hash_of_is_recorded_and_later_copies_are_held_to_it()
    {
        var model = Model() with { Files = [Model().Files[0] with { Sha256 = null }] };
        using var good = FileServer.Of(s_content);
        var store = new ModelStore(Settings(good.Address));
        using (var puller = Puller(store))
            Assert.Equal(new RecordedFile("weights.th", Hash(s_content)), Assert.Single(await puller.PullAsync(model)));
        Assert.Equal(FileState.Good, await store.VerifyAsync(model, model.Files[0]));
        Assert.Equal($"{Hash(s_content)}  net/weights.th\n", File.ReadAllText(Path.Combine(store.Settings.Folder, "recorded.sha256")));

        store.Remove(model);
        using var other = FileServer.Of(s_other);
        using (var puller = Puller(new ModelStore(Settings(other.Address))))
            Assert.Contains(Hash(s_content), (await Assert.ThrowsAsync<DownloadException>(() => puller.PullAsync(model))).Message, StringComparison.Ordinal);
        using (var puller = Puller(store))
            Assert.Empty(await puller.PullAsync(model));
        File.WriteAllBytes(Final, s_other);
        Assert.Equal(FileState.Wrong, await store.VerifyAsync(model, model.Files[0]));
    }

    [Fact]
    public async Task A_hand_placed_file_of_unknown_hash_is_recorded_when_it_is_verified()
    {
        var model = Model() with { Files = [Model().Files[0] with { Sha256 = null }] };
        var store = new ModelStore(Settings(new Uri("http://models.invalid/")));
        Directory.CreateDirectory(store.FolderOf(model));
        File.WriteAllBytes(Final, s_content);
        Assert.Equal(FileState.Recorded, await store.VerifyAsync(model, model.Files[0]));
        Assert.Equal(FileState.Good, await store.VerifyAsync(model, model.Files[0]));
    }

    [Fact]
    public async Task Where_neither_hash_nor_exact_size_is_known_something_small_is_not_recorded()
    {
        var model = Model() with { Files = [Model().Files[0] with { Sha256 = null, IsSizeExact = false }] };
        using var server = FileServer.Of(Bytes(4, 2_000));
        var store = new ModelStore(Settings(server.Address));
        using (var puller = Puller(store))
            Assert.Contains("2000 bytes", (await Assert.ThrowsAsync<DownloadException>(() => puller.PullAsync(model))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Final));
        Assert.False(File.Exists(Path.Combine(store.Settings.Folder, "recorded.sha256")));
    }

    [Theory]
    [InlineData(290_000, true)]
    [InlineData(310_000, true)]
    [InlineData(2_000_000, false)]
    public async Task Where_the_size_is_not_exact_the_hash_decides_and_not_much_more_is_fetched(int length, bool good)
    {
        var content = Bytes(4, length);
        var model = Model() with { Files = [Model().Files[0] with { Sha256 = Hash(content), IsSizeExact = false }] };
        using var server = FileServer.Of(content);
        using var puller = Puller(new ModelStore(Settings(server.Address)));
        if (good)
            await puller.PullAsync(model);
        else
            await Assert.ThrowsAsync<DownloadException>(() => puller.PullAsync(model));
        Assert.Equal(good, File.Exists(Final));
    }

    [Fact]
    public async Task A_cancelled_pull_can_be_continued()
    {
        using var stop = new CancellationTokenSource();
        using var server = new FileServer(_ => new Answer(200, s_content) { SilentAfter = 1000 });
        var progress = new Progress { Then = value => { if (value.Done > 0) stop.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(server, progress: progress, cancellationToken: stop.Token));
        Assert.Equal(s_content[..1000], File.ReadAllBytes(Final + ".part"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_folder.File("models"), "a file in the way");
        using var server = FileServer.Of(s_content);
        Assert.Contains("UNBRAID_MODELS", await RefusedAsync(server), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(28, "the disk is full")]
    [InlineData(30, "read-only")]
    [InlineData(11, "another process")]
    public void Errors_of_the_disk_have_sentences(int error, string sentence) =>
        Assert.Contains(sentence, DownloadErrors.Disk("weights.th", new IOException("x", error)).Message, StringComparison.Ordinal);

    private string Final => Path.Combine(_folder.Path, "models", "net", "weights.th");

    private static CatalogueModel Model() => new()
    {
        Name = "net",
        Family = "SCNet",
        Description = "",
        GoodFor = "",
        Stems = ["vocals"],
        LicenceId = "free",
        Licence = new ModelLicence("MIT", "", null, NeedsConsent: false),
        Files = [new ModelFile("weights.th", new Uri("https://example.invalid/weights.th"), s_content.Length, Hash(s_content))],
        Figures = [],
    };

    private ModelSettings Settings(Uri mirror) => new() { Folder = _folder.File("models"), Mirror = mirror };

    private static ModelPuller Puller(ModelStore store, IWebProxy? proxy = null, TimeSpan? patience = null) =>
        new(store, proxy ?? new WebProxy(), patience ?? TimeSpan.FromSeconds(30));

    private Task PullAsync(FileServer server, IProgress<PullProgress>? progress = null, CancellationToken cancellationToken = default) =>
        PullAsync(server.Address, null, null, progress, cancellationToken);

    private async Task PullAsync(Uri mirror, IWebProxy? proxy, TimeSpan? patience, IProgress<PullProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var puller = Puller(new ModelStore(Settings(mirror)), proxy, patience);
        await puller.PullAsync(Model(), progress, cancellationToken);
    }

    private Task<string> RefusedAsync(FileServer server, TimeSpan? patience = null) => RefusedAsync(server.Address, patience: patience);

    private async Task<string> RefusedAsync(Uri mirror, IWebProxy? proxy = null, TimeSpan? patience = null) =>
        (await Assert.ThrowsAsync<DownloadException>(() => PullAsync(mirror, proxy, patience))).Message;

    private void WritePart(byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Final)!);
        File.WriteAllBytes(Final + ".part", content);
    }

    private string[] Left() => [.. Directory.EnumerateFiles(Path.GetDirectoryName(Final)!).Select(path => Path.GetFileName(path)).Order()];

    /// <summary>An address at which nobody listens any more.</summary>
    private static Uri Closed()
    {
        using var server = FileServer.Of([]);
        return server.Address;
    }

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private sealed class Progress : IProgress<PullProgress>
    {
        public List<PullProgress> Values { get; } = [];

        public Action<PullProgress>? Then { get; init; }

        public void Report(PullProgress value)
        {
            Values.Add(value);
            Then?.Invoke(value);
        }
    }
}
