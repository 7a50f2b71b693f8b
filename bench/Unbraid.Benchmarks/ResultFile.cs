using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using System.Text.RegularExpressions;

namespace Unbraid.Benchmarks;

/// <summary>Results as Markdown, one file for each benchmark and processor: <c>bench/results/&lt;processor&gt;/&lt;name&gt;.md</c>.</summary>
internal static partial class ResultFile
{
    /// <summary>Prints the results, and writes them below <c>bench/results</c> when started from the repository's root.</summary>
    public static void Write(string name, string title, string body)
    {
        string processor = Processor();
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"# {title}").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"- {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {processor}, {Environment.ProcessorCount} cores, one thread")
            .AppendLine(CultureInfo.InvariantCulture, $"- {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, vectors of {VectorBits()} bits, AVX-512 {(Avx512F.IsSupported ? "present" : "absent")}")
            .AppendLine(CultureInfo.InvariantCulture, $"- `dotnet run -c Release --project bench/Unbraid.Benchmarks -- {name}`").AppendLine()
            .Append(body.ReplaceLineEndings("\n")).ToString();
        Console.Write(text);
        if (Directory.Exists("bench/Unbraid.Benchmarks"))
        {
            string folder = Path.Combine("bench", "results", Slug(processor));
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, name + ".md"), text);
        }
    }

    private static int VectorBits() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Slug(string processor) =>
        Separators().Replace(Marks().Replace(processor.ToLowerInvariant(), " "), "-").Trim('-');

    [GeneratedRegex(@"\((r|tm)\)|processor|cpu|core", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marks();

    [GeneratedRegex("[^a-z0-9.]+", RegexOptions.None, 1000)]
    private static partial Regex Separators();
}
