using System.Diagnostics;

namespace Unbraid.EndToEnd.Tests;

/// <summary>What a terminal of some width shows.</summary>
public sealed class ScreenTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(80)]
    [InlineData(300)]
    public async Task The_list_of_models_fits_the_screen(int columns)
    {
        var command = Path.Combine(AppContext.BaseDirectory, "unbraid.dll");
        var start = new ProcessStartInfo("script", ["-qec", $"stty cols {columns} && dotnet '{command}' models list", "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment["UNBRAID_OFFLINE"] = "1";
        using var terminal = Process.Start(start)!;
        var shown = (await terminal.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").Split('\n');
        await terminal.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, terminal.ExitCode);
        // An address is not broken.
        Assert.All(shown, line => Assert.True(line.Length <= columns || !line.Trim().Contains(' ', StringComparison.Ordinal), line));
        Assert.Equal(columns == 300 ? 1 : 0, shown.Count(line => line.Contains("MODEL", StringComparison.Ordinal) && line.Contains("STEMS", StringComparison.Ordinal)));
        Assert.Contains(shown, line => line.StartsWith("+ ", StringComparison.Ordinal) && line.Contains("mini", StringComparison.Ordinal));
    }
}
