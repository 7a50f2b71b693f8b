using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace Unbraid.EndToEnd.Tests;

/// <summary>A forced kernel set, seen in the machine code that the runtime makes of the engine.</summary>
public sealed partial class KernelChoiceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("avx2", "ymm")]
    [InlineData("plain", "")]
    public async Task A_forced_set_computes_with_nothing_wider(string set, string widest)
    {
        Assert.SkipUnless(Avx2.IsSupported && Fma.IsSupported, "This processor has no wider vectors.");
        var listing = _folder.At("listing");

        await using var command = CliProcess.Start(
            _folder.At("home"), ["bench", "--model", "mini", "--seconds", "0.01"],
            [("UNBRAID_KERNELS", set), ("DOTNET_JitDisasm", "*"), ("DOTNET_JitStdOutFile", listing), ("DOTNET_TieredCompilation", "0")]);
        (await command.WaitAsync()).Exited(0);

        var widths = Arithmetic(File.ReadLines(listing)).ToHashSet();
        Assert.DoesNotContain("zmm", widths);
        Assert.Equal(widest, widths.Where(width => width != "xmm").Max() ?? "");
        if (set == "plain")
            Assert.Empty(widths);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The registers that the engine's packed floating-point arithmetic names.</summary>
    private static IEnumerable<string> Arithmetic(IEnumerable<string> listing)
    {
        var engine = false;
        foreach (var line in listing)
        {
            if (line.StartsWith("; Assembly listing for method ", StringComparison.Ordinal))
                engine = line.Contains(" Unbraid.Inference.", StringComparison.Ordinal);
            else if (engine && PackedArithmetic().Match(line) is { Success: true } match)
                yield return match.Groups["width"].Value;
        }
    }

    [GeneratedRegex(@"\bv(add|sub|mul|div|sqrt|max|min|fn?m\w+)p[sd]\s+(?<width>[xyz]mm)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PackedArithmetic();
}
