using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Unbraid.EndToEnd.Tests;

/// <summary>The lines of the README for clients of the service do what it says.</summary>
public sealed class ReadmeTests : IDisposable
{
    private static readonly string s_readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    private readonly TestFolder _folder = new();

    public ReadmeTests()
    {
        Directory.CreateDirectory(_folder.At("demo"));
        WavFile.Write(_folder.At("demo/song.opus"), WavFile.Tones(0.5));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Curl_fetches_stems() => RunAsync("bash", ["-euo", "pipefail", Script("sh", "readme.sh", "api() {")], "curl", "jq");

    [Fact]
    public Task Python_fetches_stems() => RunAsync("python3", [Script("python", "readme.py")], "python3");

    [Fact]
    public Task TypeScript_fetches_stems() => RunAsync("node", [Script("ts", "readme.mjs")], "node");

    [Fact]
    public async Task CSharp_fetches_stems()
    {
        var compiled = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "separate-remotely.cs"));
        Assert.Equal(Block("csharp"), compiled);

        await RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "separate-remotely.dll")]);
    }

    private async Task RunAsync(string program, string[] arguments, params string[] needs)
    {
        foreach (var tool in needs)
            Assert.SkipUnless(IsInstalled(tool), $"{tool} is not installed on this machine.");
        var data = _folder.At("data");
        var token = Assert.Single((await _folder.RunAsync("token", "--subject", "me", "--data", data)).Exited(0).Output);
        await using var service = _folder.Start("serve", "--urls", "http://127.0.0.1:0", "--data", data);
        var line = await service.ErrorLineAsync("Unbraid listens on ");
        var address = line[line.IndexOf("http://", StringComparison.Ordinal)..line.IndexOf(';', StringComparison.Ordinal)];
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["UNBRAID_URL"] = address, ["UNBRAID_TOKEN"] = token },
        };

        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(service.Limit), process.StandardError.ReadToEndAsync(service.Limit));
        await process.WaitForExitAsync(service.Limit);

        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{string.Join('\n', said)}");
        foreach (var stem in new[] { "vocals", "drums", "bass", "other" })
            Assert.Equal(22_050, WavFile.Read(await File.ReadAllBytesAsync(_folder.At($"{stem}.wav"))).Length / 2);
    }

    private string Script(string language, string name, string mark = "")
    {
        File.WriteAllText(_folder.At(name), Block(language, mark));
        return _folder.At(name);
    }

    /// <summary>The README's one block of code in this language that holds this text.</summary>
    private static string Block(string language, string mark = "") => Assert.Single(
        Regex.Matches(s_readme, $"^```{language}\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))
            .Select(block => block.Groups["code"].Value), code => code.Contains(mark, StringComparison.Ordinal));

    private static bool IsInstalled(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));
}
