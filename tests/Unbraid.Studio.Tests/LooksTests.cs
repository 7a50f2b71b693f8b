using Deque.AxeCore.Playwright;
using Unbraid.Service.Tests;

namespace Unbraid.Studio.Tests;

/// <summary>Every view for everybody: without faults that shut people out, on a phone, in the dark, in Chinese.</summary>
public sealed class LooksTests(Browser browser) : StudioPage(browser), IClassFixture<Browser>
{
    [Fact]
    public async Task No_view_shuts_anybody_out()
    {
        await Expect(Page.Locator(".welcome")).ToBeVisibleAsync();
        await LookAsync("the welcome");
        await DropAsync("Song.wav", TestWav.Sine(2, 44_100));
        await LookAsync("the form");
        await TakeApartAsync("classic");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Mute Drums" }).ClickAsync();
        await LookAsync("the mixer");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await LookAsync("the mixer in the dark");
        await Page.SetViewportSizeAsync(390, 844);
        await LookAsync("the mixer on a phone");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make a song" }).ClickAsync();
        await LookAsync("the composer on a phone in the dark");
        await Page.Context.ClearCookiesAsync();
        await Page.ReloadAsync();
        await Expect(Page.Locator(".entry")).ToBeVisibleAsync();
        await LookAsync("the door");
    }

    [Fact]
    public async Task A_browser_that_speaks_Chinese_is_spoken_to_in_Chinese()
    {
        var page = await Browser.OpenAsync(Complaints, new() { Locale = "zh-CN" });
        await page.GotoAsync(await Studio.AnotherLinkAsync());

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "把歌曲拖到这里" })).ToBeVisibleAsync();
        Assert.Equal("zh-CN", await page.EvaluateAsync<string>("document.documentElement.lang"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Everything_is_done_with_keys_alone()
    {
        await DropAsync("Song.wav", TestWav.Sine(2, 44_100));
        await Page.GetByLabel("Model").FocusAsync();
        await Page.Keyboard.TypeAsync("classic");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".play")).ToBeEnabledAsync(new() { Timeout = 60_000 });
        await Page.Locator("main").FocusAsync();
        await Page.Keyboard.PressAsync("Space");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Pause" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("2");
        await Page.Keyboard.PressAsync("m");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Mute Drums" })).ToHaveAttributeAsync("aria-pressed", "true");
    }

    private async Task LookAsync(string view)
    {
        await PictureAsync(view);
        var found = await Page.RunAxe();
        var serious = found.Violations.Where(fault => fault.Impact is "serious" or "critical")
            .Select(fault => $"{fault.Id}: {string.Join(" | ", fault.Nodes.Take(3).Select(node => node.Html))}").ToList();
        Assert.True(serious.Count == 0, $"{view}: {string.Join('\n', serious)}");
        Assert.True(
            await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{view} is wider than the window");
    }
}
