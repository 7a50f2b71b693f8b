namespace Unbraid.EndToEnd.Tests;

/// <summary>A folder of a test's own, gone after it, and the command run in it.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("unbraid-e2e-").FullName;

    /// <summary>Where <see cref="SeparateAsync"/> writes; not there at first.</summary>
    public string Output => At("out");

    public string At(string name) => Path.Combine(Root, name);

    /// <summary>Every file under <see cref="Output"/>, hidden ones too.</summary>
    public IReadOnlyList<string> Written() =>
        Directory.Exists(Output)
            ? [.. Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Output, path)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>A short song under this name; its path.</summary>
    public string Song(string name, double seconds = 0.5)
    {
        WavFile.Write(At(name), WavFile.Tones(seconds));
        return At(name);
    }

    public CliProcess Start(params IEnumerable<string> arguments) => CliProcess.Start(At("home"), arguments);

    public CliProcess StartSeparate(params IEnumerable<string> arguments) =>
        Start(["separate", "--model", "classic", "--output", Output, .. arguments]);

    public async Task<CliRun> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return await process.WaitAsync();
    }

    public async Task<CliRun> SeparateAsync(params string[] arguments)
    {
        await using var process = StartSeparate(arguments);
        return await process.WaitAsync();
    }

    /// <summary>Processes still running that were given a path of this folder.</summary>
    public IReadOnlyList<string> Processes()
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (line.Contains(Root, StringComparison.Ordinal))
                    found.Add(line.Replace('\0', ' '));
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return found;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
