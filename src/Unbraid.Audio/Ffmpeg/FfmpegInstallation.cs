using System.Runtime.InteropServices;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Which of ffmpeg's programs this machine has, and how it gets them.</summary>
internal static class FfmpegInstallation
{
    private static readonly (string Manager, string Command)[] s_ofLinux =
    [
        ("apt-get", "apt-get install ffmpeg"),
        ("dnf", "dnf install ffmpeg-free"),
        ("zypper", "zypper install ffmpeg"),
        ("pacman", "pacman -S ffmpeg"),
        ("apk", "apk add ffmpeg"),
    ];

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Whether a program would be found where programs are looked for; it is not run.</summary>
    /// <param name="tool"><c>ffmpeg</c> or <c>ffprobe</c>.</param>
    public static bool Has(string tool)
    {
        var file = OperatingSystem.IsWindows() ? $"{tool}.exe" : tool;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(AppContext.BaseDirectory).Any(folder => IsProgram(Path.Combine(folder, file)));
    }

    /// <summary>What installs ffmpeg on this machine, as the middle of a sentence.</summary>
    public static string HowTo() => HowTo(OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux, Has);

    /// <param name="system">The operating system.</param>
    /// <param name="has">Whether a program is in the path.</param>
    internal static string HowTo(OSPlatform system, Func<string, bool> has)
    {
        if (system == OSPlatform.Windows)
            return "with `winget install Gyan.FFmpeg`";
        if (system == OSPlatform.OSX)
            return "with `brew install ffmpeg`";
        var command = s_ofLinux.FirstOrDefault(known => has(known.Manager)).Command;
        return command is null ? "with the system's package manager" : $"with `{command}`";
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None);
}
