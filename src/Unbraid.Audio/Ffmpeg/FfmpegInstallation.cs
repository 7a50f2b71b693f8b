namespace Unbraid.Audio.Ffmpeg;

/// <summary>Which of ffmpeg's programs this machine has.</summary>
internal static class FfmpegInstallation
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Whether a program would be found where programs are looked for; it is not run.</summary>
    /// <param name="tool"><c>ffmpeg</c> or <c>ffprobe</c>.</param>
    public static bool Has(string tool)
    {
        var file = OperatingSystem.IsWindows() ? $"{tool}.exe" : tool;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(AppContext.BaseDirectory).Any(folder => IsProgram(Path.Combine(folder, file)));
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None);
}
