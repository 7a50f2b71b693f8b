using System.ComponentModel;
using System.Diagnostics;

namespace Unbraid.Cli;

/// <summary>The browser of whoever sits at this machine.</summary>
internal static class Browser
{
    /// <summary>Opens an address.</summary>
    /// <returns>False where there is no screen, or nothing that opens addresses.</returns>
    public static bool TryOpen(string address)
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("DISPLAY") is null && Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is null)
            return false;
        var start = OperatingSystem.IsLinux() ? Quiet("xdg-open", address)
            : OperatingSystem.IsMacOS() ? Quiet("open", address)
            : new ProcessStartInfo(address) { UseShellExecute = true };
        try
        {
            using var process = Process.Start(start);
            return true;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }

    private static ProcessStartInfo Quiet(string program, string address) =>
        new(program, [address]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
}
