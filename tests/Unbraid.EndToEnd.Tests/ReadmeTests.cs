using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Unbraid.EndToEnd.Tests;

/// <summary>The lines of the README for programs do what it says.</summary>
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
    public void The_Chinese_one_has_the_same_commands()
    {
        var chinese = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.zh.md"));

        Assert.Equal(Blocks(s_readme), Blocks(chinese));
        Assert.NotEmpty(Blocks(chinese));
        Assert.Contains("(README.zh.md)", s_readme, StringComparison.Ordinal);
        Assert.Contains("(README.md)", chinese, StringComparison.Ordinal);

        static IEnumerable<string> Blocks(string text) =>
            Regex.Matches(text, "^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline, TimeSpan.FromSeconds(10)).Select(block => block.Value);
    }

    [Fact]
    public Task Curl_fetches_stems() => RunAsync("bash", ["-euo", "pipefail", Script("sh", "readme.sh", "api() {")], "curl", "jq");

    [Fact]
    public Task Python_fetches_stems() => RunAsync("python3", [Script("python", "readme.py")], "python3");

    [Fact]
    public async Task CSharp_fetches_stems()
    {
        await RunAsync("dotnet", [await CompiledAsync("separate-remotely", "UnbraidClient")]);
    }

    [Fact]
    public async Task The_library_writes_stems()
    {
        var start = new ProcessStartInfo("dotnet", [await CompiledAsync("separate-locally", "Separator.Create")]);
        var said = await RunAsync(start, TestContext.Current.CancellationToken);

        string[] stems = ["drums", "bass", "other", "vocals"];
        Assert.Equal(stems.Select(stem => $"{stem}: {_folder.At($"stems/{stem}.wav")}").Order(), said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        AssertStems("stems");
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
        var start = new ProcessStartInfo(program, arguments) { Environment = { ["UNBRAID_URL"] = address, ["UNBRAID_TOKEN"] = token } };
        await RunAsync(start, service.Limit);
        AssertStems(".");
    }

    private async Task<string> RunAsync(ProcessStartInfo start, CancellationToken limit)
    {
        (start.WorkingDirectory, start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError) = (_folder.Root, false, true, true);
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit), process.StandardError.ReadToEndAsync(limit));
        await process.WaitForExitAsync(limit);
        Assert.True(process.ExitCode == 0, $"{start.FileName} ended with {process.ExitCode}:\n{string.Join('\n', said)}");
        return said[0];
    }

    private void AssertStems(string folder)
    {
        foreach (var stem in new[] { "vocals", "drums", "bass", "other" })
            Assert.Equal(22_050, WavFile.Read(File.ReadAllBytes(_folder.At($"{folder}/{stem}.wav"))).Length / 2);
    }

    /// <summary>The program that was compiled of a block of the README, which is still the same.</summary>
    private static async Task<string> CompiledAsync(string name, string mark)
    {
        Assert.Equal(Block("csharp", mark), await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, $"{name}.cs")));
        return Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
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
