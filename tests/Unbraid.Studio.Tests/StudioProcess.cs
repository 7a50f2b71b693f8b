using System.Diagnostics;

namespace Unbraid.Studio.Tests;

/// <summary>The command <c>unbraid studio</c> as a person starts it, with its data in a temporary folder.</summary>
public sealed class StudioProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private StudioProcess(Process process, string data, string link) => (_process, Data, Link) = (process, data, link);

    /// <summary>Where its songs are.</summary>
    public string Data { get; }

    public Service.Settings.ServiceSettings Settings => Service.Settings.ServiceSettings.Load(null, new Dictionary<string, string?> { ["dataFolder"] = Data });

    /// <summary>What it says to open; good once.</summary>
    public string Link { get; }

    /// <summary>The service without the code.</summary>
    public Uri Address => new(Link[..Link.IndexOf('#', StringComparison.Ordinal)]);

    public static async Task<StudioProcess> StartAsync(params IEnumerable<string> arguments)
    {
        var data = Path.Combine(Path.GetTempPath(), "unbraid-studio-tests", Guid.NewGuid().ToString("N"));
        var process = Process.Start(Command(["studio", "--no-browser", "--data", data, .. arguments]))!;
        using var limit = new CancellationTokenSource(s_limit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
                return new StudioProcess(process, data, line[at..]);
        }

        throw new InvalidOperationException($"The studio did not start: {await process.StandardError.ReadToEndAsync(limit.Token)}");
    }

    /// <summary>A link to the same service, as the command gives it while it runs.</summary>
    public async Task<string> AnotherLinkAsync(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(Command(["studio", "--no-browser", "--data", Data, .. arguments]))!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return said[said.IndexOf("http://", StringComparison.Ordinal)..].Trim();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private static ProcessStartInfo Command(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "unbraid.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["UNBRAID_OFFLINE"] = "1";
        return start;
    }
}
