using System.Diagnostics;
using System.Text.RegularExpressions;
using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Separation.Loading;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

/// <summary>Checkpoints and their YAML files, damaged in every way that files are: what comes of it runs, or is refused in a sentence.</summary>
/// <remarks><c>UNBRAID_FUZZ_ROUNDS</c> makes it a long run; each round has a seed of its own, so that one can be run again.</remarks>
public sealed class LoaderFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 400, MostFrames = 100_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
    private readonly List<(string Name, byte[] Checkpoint, string? Yaml)> _sources =
    [
        .. from folder in Directory.GetDirectories(Golden.PathOf())
           from file in Directory.GetFiles(folder, "model*").Order(StringComparer.Ordinal)
           where new FileInfo(file).Length < 1_500_000
           let yaml = Path.Combine(folder, "config.yaml")
           orderby file
           select (Path.GetRelativePath(Golden.PathOf(), file), File.ReadAllBytes(file), File.Exists(yaml) ? File.ReadAllText(yaml) : null),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_damaged_file_runs_or_is_refused_in_a_sentence()
    {
        Assert.True(_sources.Count >= 15);
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("UNBRAID_FUZZ_ROUNDS"), out var many) ? many : Rounds;
        var first = int.TryParse(Environment.GetEnvironmentVariable("UNBRAID_FUZZ_FIRST"), out var start) ? start : 0;
        var (ran, refused, crashed) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal), new List<string>());
        var slowest = (Seconds: 0.0, Round: 0);
        for (var round = first; round < first + rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var what = Make(round);
            try
            {
                Run();
                ran++;
            }
            catch (SeparationException e) when (e.Message.Length is > 10 and < 1100 && !e.Message.Any(PlainText.IsDisturbing))
            {
                var kind = e.Message.Split(' ', 4);
                refused[string.Join(' ', kind.Take(3))] = refused.GetValueOrDefault(string.Join(' ', kind.Take(3))) + 1;
            }
            catch (Exception e)
            {
                crashed.Add($"round {round}, {what}: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Unbraid", StringComparison.Ordinal))?.Trim()}");
            }

            slowest = clock.Elapsed.TotalSeconds > slowest.Seconds ? (clock.Elapsed.TotalSeconds, round) : slowest;
        }

        using var process = Process.GetCurrentProcess();
        output.WriteLine($"{rounds} rounds: {ran} ran, {refused.Values.Sum()} refused, {crashed.Count} crashed; at most {process.PeakWorkingSet64 / 1e6:F0} MB, {slowest.Seconds:F1} s (round {slowest.Round})");
        Assert.True(crashed.Count == 0, $"{crashed.Count} crashed:\n{string.Join('\n', crashed.Take(40))}");
    }

    /// <summary>What the long run found: names with anything in them, a text that the YAML parser cannot read.</summary>
    [Theory]
    [InlineData(1868)]
    [InlineData(7096)]
    [InlineData(9501)]
    [InlineData(12069)]
    public void Rounds_that_crashed_once_are_refused_in_a_sentence(int round)
    {
        Make(round);
        var e = Assert.Throws<SeparationException>(Run);
        Assert.DoesNotContain(e.Message, PlainText.IsDisturbing);
        Assert.InRange(e.Message.Length, 10, 1100);
    }

    [Theory]
    [InlineData("chunk_size: 8388608", "stft_hop_length: 1")]
    [InlineData("chunk_size: 8388608", "stft_hop_length: 8")]
    public void More_than_memory_holds_is_refused(string chunk, string hop)
    {
        var folder = Golden.PathOf("bs-roformer-tiny");
        File.Copy(Path.Combine(folder, "model.ckpt"), Path.Combine(_folder, "model.ckpt"));
        var yaml = Regex.Replace(File.ReadAllText(Path.Combine(folder, "config.yaml")), "chunk_size: [0-9]+", chunk, RegexOptions.None, TimeSpan.FromSeconds(5));
        File.WriteAllText(Path.Combine(_folder, "model.yaml"), Regex.Replace(yaml, "stft_hop_length: [0-9]+", hop, RegexOptions.None, TimeSpan.FromSeconds(5)));

        var e = Assert.ThrowsAny<Exception>(() =>
        {
            using var model = ModelLoader.Load(Path.Combine(_folder, "model.ckpt"), new ModelRequest(null, 1));
            var mixture = new float[2 * model.Spec.SegmentFrames];
            model.Separate(mixture, new float[model.Spec.Stems.Count * mixture.Length], TestContext.Current.CancellationToken);
        });
        Assert.True(e is OutOfMemoryException or SeparationException, e.ToString());
    }

    private void Run()
    {
        using var model = ModelLoader.Load(Path.Combine(_folder, "model.ckpt"), new ModelRequest(null, 1));
        var spec = model.Spec;
        if (spec.SegmentFrames > MostFrames)
            return;
        var mixture = new float[spec.Channels * spec.SegmentFrames];
        for (var i = 0; i < mixture.Length; i++)
            mixture[i] = MathF.Sin(i * 0.01f);
        model.Separate(mixture, new float[spec.Stems.Count * mixture.Length], TestContext.Current.CancellationToken);
    }

    private string Make(int round)
    {
        var random = new Random(round);
        var (name, checkpoint, yaml) = _sources[random.Next(_sources.Count)];
        foreach (var old in Directory.GetFiles(_folder))
            File.Delete(old);
        var damagesYaml = yaml is not null && random.Next(4) != 0;
        if (yaml is not null)
            File.WriteAllText(Path.Combine(_folder, "model.yaml"), damagesYaml ? FileDamage.OfText(yaml, random) : yaml);
        File.WriteAllBytes(Path.Combine(_folder, "model.ckpt"), damagesYaml && random.Next(4) != 0 ? checkpoint : FileDamage.OfBytes(checkpoint, random));
        return name;
    }
}
