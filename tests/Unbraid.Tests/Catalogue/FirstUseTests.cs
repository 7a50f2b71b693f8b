using System.Security.Cryptography;
using Unbraid.Separation.Catalogue;
using Unbraid.Tests.Audio;
using Xunit;

namespace Unbraid.Tests.Catalogue;

public sealed class FirstUseTests : IDisposable
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))];

    private readonly TemporaryFolder _folder = new();
    private readonly Clock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_fetched_once_and_then_silent()
    {
        using var server = FileServer.Of(s_content);
        Assert.Equal((true, null), await PrepareAsync(server.Address));
        Assert.Equal((true, null), await PrepareAsync(server.Address));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Offline_one_sentence_names_what_is_used_and_is_not_repeated()
    {
        using var server = FileServer.Of(s_content);
        var (installed, sentence) = await PrepareAsync(server.Address, offline: true);
        Assert.False(installed);
        Assert.Contains("'mini' is used", sentence, StringComparison.Ordinal);
        Assert.Contains("UNBRAID_OFFLINE", sentence, StringComparison.Ordinal);
        Assert.Equal((false, null), await PrepareAsync(server.Address, offline: true));
        Assert.Empty(server.Requests);
        Assert.Equal((true, null), await PrepareAsync(server.Address));
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_is_tried_every_time_and_mentioned_once()
    {
        Uri dead;
        using (var server = FileServer.Of([]))
            dead = server.Address;
        Assert.Contains("cannot be reached", (await PrepareAsync(dead)).Sentence, StringComparison.Ordinal);
        Assert.Equal((false, null), await PrepareAsync(dead));
        using var alive = FileServer.Of(s_content);
        Assert.Equal((true, null), await PrepareAsync(alive.Address));
    }

    [Fact]
    public async Task Wrong_content_is_not_fetched_again_for_an_hour_unless_from_elsewhere()
    {
        using var wrong = FileServer.Of(new byte[s_content.Length]);
        Assert.Contains("'mini' is used because 'net' could not be fetched", (await PrepareAsync(wrong.Address)).Sentence, StringComparison.Ordinal);
        Assert.Equal((false, null), await PrepareAsync(wrong.Address));
        Assert.Single(wrong.Requests);
        _clock.Now += TimeSpan.FromMinutes(61);
        Assert.Equal((false, null), await PrepareAsync(wrong.Address));
        Assert.Equal(2, wrong.Requests.Count);
        using var right = FileServer.Of(s_content);
        Assert.Equal((true, null), await PrepareAsync(right.Address));
    }

    [Fact]
    public async Task A_failure_of_another_kind_and_one_after_success_are_news()
    {
        using var refusing = new FileServer(_ => new Answer(500, []));
        Assert.NotNull((await PrepareAsync(refusing.Address, offline: true)).Sentence);
        Assert.NotNull((await PrepareAsync(refusing.Address)).Sentence);
        Assert.Null((await PrepareAsync(refusing.Address)).Sentence);
        using var server = FileServer.Of(s_content);
        Assert.Equal((true, null), await PrepareAsync(server.Address));
        Directory.Delete(Path.Combine(_folder.Path, "net"), recursive: true);
        Assert.NotNull((await PrepareAsync(refusing.Address)).Sentence);
    }

    private async Task<(bool IsInstalled, string? Sentence)> PrepareAsync(Uri mirror, bool offline = false)
    {
        var model = new CatalogueModel
        {
            Name = "net",
            Family = "SCNet",
            Description = "",
            GoodFor = "",
            Stems = ["vocals", "drums", "bass", "other"],
            Cost = new ModelCost(20, 2, 0.5),
            LicenceId = "free",
            Licence = new ModelLicence("MIT", "", null, NeedsConsent: false),
            Files = [new ModelFile("weights.th", mirror, s_content.Length, Convert.ToHexStringLower(SHA256.HashData(s_content)))],
            Figures = [],
        };
        var store = new ModelStore(new ModelSettings { Folder = _folder.Path, Mirror = mirror, Offline = offline });
        var result = await new FirstUse(store, _clock).PrepareAsync(model);
        return (result.IsInstalled, result.Sentence);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
