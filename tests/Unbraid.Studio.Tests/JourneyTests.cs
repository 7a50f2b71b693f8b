using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Unbraid.Service.Tests;

namespace Unbraid.Studio.Tests;

/// <summary>What a person does in the studio, from a link on the terminal to a file on the disk.</summary>
public sealed class JourneyTests(Browser browser) : StudioPage(browser), IClassFixture<Browser>
{
    [Fact]
    public async Task From_a_drop_to_a_mix_on_the_disk()
    {
        await DropAsync("Song <script>alert(1)</script>.wav", TestWav.Sine(4, 44_100));
        await TakeApartAsync("classic");
        await Expect(Page.Locator(".lane .name")).ToHaveTextAsync(["Vocals", "Drums", "Bass", "Other"]);

        // Play, seek, solo, gains, loop.
        await Page.Locator(".play").ClickAsync();
        await Expect(Page.Locator("transport-clock")).ToHaveTextAsync(new Regex("^0:0[1-9]", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Page.Keyboard.PressAsync("3");
        await Page.Keyboard.PressAsync("s");
        await Expect(Lane("Bass").GetByRole(AriaRole.Button, new() { Name = "Solo Bass" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Lane("Vocals")).ToHaveAttributeAsync("data-off", "");
        await Page.Keyboard.PressAsync("s");
        await Lane("Vocals").GetByLabel("Gain of Vocals in dB").FillAsync("-6");
        await Lane("Drums").GetByRole(AriaRole.Button, new() { Name = "Mute Drums" }).ClickAsync();
        var line = (await Page.Locator(".timeline").BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(line.X + (line.Width / 4), line.Y + 5);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(line.X + (line.Width / 2), line.Y + 5);
        await Page.Mouse.UpAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Loop" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Page.WaitForTimeoutAsync(1_500);
        Assert.InRange(await Page.EvaluateAsync<double>("document.querySelector('stem-mixer').player.position / 44100"), 0.95, 2.05);

        await PictureAsync("solo gains and loop");

        // The mix as it stands: one second of it, without drums.
        await Page.GetByLabel("Format").SelectOptionAsync("wav");
        var saved = await SaveAsync(() => Page.GetByRole(AriaRole.Button, new() { Name = "The mix as it stands" }).ClickAsync());
        Assert.EndsWith(".wav", saved.Name, StringComparison.Ordinal);
        Assert.InRange(saved.Content.Length, 170_000, 183_000);
    }

    [Fact]
    public async Task Everything_goes_home_as_a_zip()
    {
        await DropAsync("Song.wav", TestWav.Sine(2, 44_100));
        await TakeApartAsync("classic");

        var saved = await SaveAsync(() => Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync());

        using var zip = new ZipArchive(new MemoryStream(saved.Content));
        Assert.Contains(zip.Entries, entry => entry.Name == "project.json");
        Assert.Equal(4, zip.Entries.Count(entry => entry.Name.EndsWith(".wav", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_newcomer_tries_the_demo_song_and_cancels_and_tries_again()
    {
        await Expect(Page.Locator(".welcome")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try it with the demo song" }).ClickAsync();
        await Page.Locator(".separate button.main").ClickAsync();
        await PictureAsync("at work");
        await Page.Locator(".task").GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(Page.GetByText("Cancelled.")).ToBeVisibleAsync();
        await Page.Locator(".separate button.main").ClickAsync();
        await Expect(Page.Locator("stem-mixer .lane").First).ToBeVisibleAsync(LongWork);
    }

    [Fact]
    public async Task A_song_is_composed_and_deleted_and_brought_back_and_deleted()
    {
        await DropAsync("First.wav", TestWav.Sine(1, 44_100));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make a song" }).ClickAsync();
        await Page.GetByLabel("The music in words").FillAsync("calm folk waltz, 120 BPM, 20 seconds");
        await Page.GetByLabel("Title (not needed)").FillAsync("Waltz");
        await PictureAsync("compose");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Waltz" })).ToBeVisibleAsync(LongWork);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Delete “Waltz”" }).ClickAsync();
        await PictureAsync("deleted with undo");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Waltz" })).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Delete “Waltz”" }).ClickAsync();
        await Expect(Page.GetByText("“Waltz” is being deleted.")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Page.ReloadAsync();
        await Expect(Page.Locator(".song .name")).ToHaveTextAsync(["First"]);
    }

    [Fact]
    public async Task What_is_no_song_is_refused_in_words_and_nothing_else_is_lost()
    {
        await DropAsync("Song.wav", TestWav.Sine(1, 44_100));
        await ChooseAsync("letter.mp3", "dear reader"u8.ToArray());

        await Expect(Page.Locator(".upload .why")).Not.ToBeEmptyAsync();
        await Page.Locator(".upload").GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(Page.Locator(".song .name")).ToHaveTextAsync(["Song"]);
    }

    [Fact]
    public async Task Whoever_stops_being_let_in_is_asked_and_may_come_back()
    {
        await DropAsync("Song.wav", TestWav.Sine(1, 44_100));
        Service.TokenIssuer.RevokeAll(Studio.Settings, "me", TimeProvider.System);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Take apart" }).ClickAsync();
        await Expect(Page.GetByText("The token was revoked.")).ToBeVisibleAsync();

        await Page.GetByLabel("Token").FillAsync("nonsense");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Enter" }).ClickAsync();
        await Expect(Page.GetByText("The token is not one of this service.")).ToBeVisibleAsync();
        await PictureAsync("another token");
        await Task.Delay(1_100); // what is issued in the second of a revocation is revoked with it
        await Page.GetByLabel("Token").FillAsync(Service.TokenIssuer.Issue(Studio.Settings, "me", TimeSpan.FromHours(1), TimeProvider.System));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Enter" }).ClickAsync();
        await Expect(Page.Locator(".song .name")).ToHaveTextAsync(["Song"]);
    }

    [Fact]
    public async Task A_connection_that_goes_comes_back_by_itself()
    {
        await DropAsync("Song.wav", TestWav.Sine(3, 44_100));
        await Page.Context.SetOfflineAsync(true);
        await ChooseAsync("Second.wav", TestWav.Sine(2, 44_100));
        await Expect(Page.GetByText("The connection is gone")).ToBeVisibleAsync();

        await Page.Context.SetOfflineAsync(false);

        await Expect(Page.Locator(".song .name")).ToHaveTextAsync(["Second", "Song"], new() { Timeout = 30_000 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_goes_on_where_it_broke_off(bool isReloaded)
    {
        var song = Path.Combine(Studio.Data, "Long.wav");
        await File.WriteAllBytesAsync(song, TestWav.Sine(120, 44_100));
        List<long> offsets = [];
        Page.Request += (_, request) =>
        {
            if (request.Method == "PATCH")
                offsets.Add(long.Parse(request.Headers["upload-offset"], CultureInfo.InvariantCulture));
        };
        using var cable = new Cable(Studio.Address.Port, bytes: 5_000_000);
        var link = await Studio.AnotherLinkAsync();
        await Page.GotoAsync(link.Replace($":{Studio.Address.Port}", $":{cable.Port}", StringComparison.Ordinal));

        await Page.Locator("input[type=file]").First.SetInputFilesAsync(song);
        await Expect(Page.GetByText("The connection is gone")).ToBeVisibleAsync();
        await PictureAsync("upload without a connection");
        cable.Mend();
        if (isReloaded)
        {
            await Page.ReloadAsync();
            await Page.Locator("input[type=file]").First.SetInputFilesAsync(song);
        }

        await Expect(Page.Locator(".song .name")).ToHaveTextAsync(["Long"], new() { Timeout = 30_000 });
        Assert.Equal(0, offsets[0]);
        Assert.InRange(offsets[^1], 1_000_000, 6_000_000);
    }

    [Fact]
    public async Task The_command_brings_songs_along_and_a_second_link_opens_the_sameStudio()
    {
        var song = Path.Combine(Studio.Data, "From the command.wav");
        await File.WriteAllBytesAsync(song, TestWav.Sine(1, 44_100));

        var link = await Studio.AnotherLinkAsync(song);

        Assert.StartsWith(Studio.Address.AbsoluteUri, link, StringComparison.Ordinal);
        var other = await Browser.OpenAsync(Complaints);
        await other.GotoAsync(link);
        await Expect(other.Locator(".song .name")).ToHaveTextAsync(["From the command"]);
        await other.ReloadAsync();
        await Expect(other.Locator(".song .name")).ToHaveTextAsync(["From the command"]);
        await other.Context.CloseAsync();

        var late = await Browser.OpenAsync(Complaints);
        await late.GotoAsync(link);
        await Expect(late.GetByText("This link was used before")).ToBeVisibleAsync();
        await late.Context.CloseAsync();
    }
}
