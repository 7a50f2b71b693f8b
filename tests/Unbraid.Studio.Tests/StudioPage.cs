namespace Unbraid.Studio.Tests;

/// <summary>A studio of its own for each test, open in a window, and the steps that tests share. What the page complains about on its console fails the test.</summary>
/// <param name="browser">The browser.</param>
public abstract class StudioPage(Browser browser) : IAsyncLifetime
{
    private protected static readonly LocatorAssertionsToBeVisibleOptions LongWork = new() { Timeout = 120_000 };

    private protected Browser Browser { get; } = browser;

    private protected List<string> Complaints { get; } = [];

    private protected StudioProcess Studio { get; private set; } = null!;

    private protected IPage Page { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Studio = await StudioProcess.StartAsync();
        Page = await Browser.OpenAsync(Complaints);
        await Page.GotoAsync(Studio.Link);
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Path.GetTempPath(), $"studio-{TestContext.Current.TestMethod?.MethodName}.png") });
        await Page.Context.CloseAsync();
        await Studio.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.Empty(Complaints);
    }

    /// <summary>Keeps a picture of the page as it is, where STUDIO_PICTURES names a folder for them.</summary>
    private protected async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("STUDIO_PICTURES") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"studio-{name.Replace(' ', '-')}.png") });
    }

    private protected ILocator Lane(string stem) => Page.GetByRole(AriaRole.Region, new() { Name = stem, Exact = true });

    private protected async Task DropAsync(string name, byte[] content)
    {
        var place = Page.Locator(".columns");
        await Expect(place).ToBeVisibleAsync();
        var files = await Page.EvaluateHandleAsync(
            "([name, bytes]) => { const files = new DataTransfer(); files.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name)); return files; }",
            new[] { name, Convert.ToBase64String(content) });
        await place.DispatchEventAsync("dragover", new { dataTransfer = files });
        await place.DispatchEventAsync("drop", new { dataTransfer = files });
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = Path.GetFileNameWithoutExtension(name), Exact = true })).ToBeVisibleAsync();
    }

    private protected Task ChooseAsync(string name, byte[] content) =>
        Page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = name, MimeType = "audio/wav", Buffer = content });

    private protected async Task TakeApartAsync(string model, bool residual = false)
    {
        await Page.GetByLabel("Model").SelectOptionAsync(model);
        await Page.GetByLabel("Also what is left over").SetCheckedAsync(residual);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Take apart", Exact = true }).ClickAsync();
        await Expect(Page.Locator("stem-mixer .lane").First).ToBeVisibleAsync(LongWork);
        await Expect(Page.Locator(".play")).ToBeEnabledAsync();
    }

    private protected async Task<(string Name, byte[] Content)> SaveAsync(Func<Task> ask)
    {
        var download = await Page.RunAndWaitForDownloadAsync(ask);
        return (download.SuggestedFilename, await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    private protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
