using System.CommandLine;
using System.CommandLine.Invocation;
using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unbraid.Cli;

/// <summary>Prints what a bug report needs; the first line is <c>unbraid</c> and its version alone.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var version = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        output.WriteLine($"unbraid {version}");
        output.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        output.WriteLine(FfmpegVersion());
        output.WriteLine($"{Processor()}, {Environment.ProcessorCount} threads, {InstructionSet()}");
        return ExitCode.Success;
    }

    private static string InstructionSet() =>
        Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : AdvSimd.IsSupported ? "Neon"
        : Vector128.IsHardwareAccelerated ? "128-bit vectors"
        : "no vectors";

    private static string Processor()
    {
        const string File = "/proc/cpuinfo";
        var line = System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "unknown processor";
    }

    private static string FfmpegVersion()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var words = (process.StandardOutput.ReadLine() ?? "").Split(' ');
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return words is ["ffmpeg", "version", var version, ..] ? $"ffmpeg {version}" : "ffmpeg of an unknown version";
        }
        catch (Win32Exception)
        {
            return "no ffmpeg: only WAV files can be read and written";
        }
    }
}
