using System.Collections.Concurrent;
using System.Net;
using Unbraid.Client;

namespace Unbraid.Service.Tests;

/// <summary>Uploads of the client package over connections that break.</summary>
public sealed class ClientUploadTests
{
    private static readonly byte[] s_song = TestWav.Sine(10, 44_100, 1);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task A_large_file_goes_on_where_its_connection_broke(int start)
    {
        await using var service = await RunningService.StartAsync();
        using var cable = new BreakingCable(service, breaks: 2, bytes: 200_000);
        using var client = Connect(service, cable, 100_000);
        using var stream = new MemoryStream([.. new byte[start], .. s_song]);
        stream.Position = start;

        var upload = await client.UploadAsync(stream, "Tön.wav");
        var song = await upload.WaitAsync();

        Assert.Equal("Tön", song.Title);
        Assert.Equal(s_song, await service.Client.GetByteArrayAsync(song.Url));
        var offsets = cable.Offsets.ToArray();
        Assert.Equal(3, offsets.Length);
        Assert.Equal(0, offsets[0]);
        Assert.True(offsets[0] < offsets[1] && offsets[1] < offsets[2], string.Join(", ", offsets));
        Assert.Single(await client.ListTasksAsync().ToListAsync());
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task A_small_file_goes_in_one_request()
    {
        await using var service = await RunningService.StartAsync();
        using var cable = new BreakingCable(service, breaks: 0, bytes: 0);
        using var client = Connect(service, cable, s_song.Length + 1);
        using var stream = new MemoryStream(s_song);

        await (await client.UploadAsync(stream, "song.wav")).WaitAsync();

        Assert.Empty(cable.Offsets);
    }

    [Fact]
    public async Task Trying_again_has_an_end_where_nothing_more_comes_through()
    {
        await using var service = await RunningService.StartAsync();
        using var cable = new BreakingCable(service, breaks: int.MaxValue, bytes: 0);
        using var client = Connect(service, cable, 100_000);
        using var stream = new MemoryStream(s_song);

        var e = await Assert.ThrowsAsync<UnbraidException>(() => client.UploadAsync(stream, "song.wav"));

        Assert.StartsWith("The upload of song.wav breaks off again and again: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(6, cable.Offsets.Count);
    }

    [Fact]
    public async Task What_the_service_refuses_is_not_sent()
    {
        await using var service = await RunningService.StartAsync(
            settings => settings.With((Features.Audios.AudioOptions songs) => songs with { MaxUploadBytes = 100_000 }));
        using var cable = new BreakingCable(service, breaks: 0, bytes: 0);
        using var client = Connect(service, cable, 100_000);
        using var stream = new MemoryStream(s_song);

        var e = await Assert.ThrowsAsync<UnbraidRequestException>(() => client.UploadAsync(stream, "song.wav"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, e.Problem.Status);
        Assert.Empty(cable.Offsets);
    }

    private static UnbraidClient Connect(RunningService service, BreakingCable cable, long resumableFrom) => new(
        service.Client.BaseAddress!, TokenIssuer.Issue(service.Settings, "ada", TimeSpan.FromHours(1), TimeProvider.System),
        new UnbraidClientOptions { ResumableFrom = resumableFrom, RetryPause = TimeSpan.FromMilliseconds(5), PollInterval = TimeSpan.FromSeconds(0.1) },
        new HttpClient(cable, disposeHandler: false));

    /// <summary>Connections that break when so many bytes of a part have come to the service, the first few times.</summary>
    private sealed class BreakingCable(RunningService service, int breaks, int bytes) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _broken;

        /// <summary>Where each part began.</summary>
        public ConcurrentQueue<long> Offsets { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Patch)
            {
                var offset = long.Parse(request.Headers.GetValues("Upload-Offset").Single());
                Offsets.Enqueue(offset);
                if (_broken++ < breaks)
                    request.Content = new HalfContent(request.Content!, bytes, () => StoredAsync(offset + bytes));
            }

            return await base.SendAsync(request, cancellationToken);
        }

        private async Task StoredAsync(long size)
        {
            var folder = Path.Combine(service.DataPath, "objects", "uploads");
            while (size > 0 && (!Directory.Exists(folder) || Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length) < size))
                await Task.Delay(10);
        }
    }

    /// <summary>The beginning of a part, and then a connection that breaks.</summary>
    private sealed class HalfContent : HttpContent
    {
        private readonly HttpContent _whole;
        private readonly int _bytes;
        private readonly Func<Task> _arrived;

        public HalfContent(HttpContent whole, int bytes, Func<Task> arrived)
        {
            (_whole, _bytes, _arrived) = (whole, bytes, arrived);
            Headers.ContentType = whole.Headers.ContentType;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var part = await _whole.ReadAsStreamAsync();
            var beginning = new byte[_bytes];
            await part.ReadExactlyAsync(beginning);
            await stream.WriteAsync(beginning);
            await stream.FlushAsync();
            await _arrived();
            throw new IOException("The cable broke.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _whole.Headers.ContentLength!.Value;
            return true;
        }
    }
}
