using System.Text;
using Microsoft.Win32.SafeHandles;
using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>The limit of open files, looked at before anything else: where it is too low, not even an error can be shown in the usual way.</summary>
internal static class OpenFiles
{
    /// <summary>What the runtime and a separation of seven stems through ffmpeg take, and a reserve.</summary>
    private const int Needed = 160;

    /// <summary>Whether there are enough; says so in one sentence if not.</summary>
    public static bool Suffice()
    {
        if (ProcessLimits.OpenFiles is not { } limit || limit >= Needed)
            return true;
        var sentence = $"Only {limit} files may be open at the same time, and {Needed} are needed: raise the limit, for example with 'ulimit -n 1024'.\n";
        using var stderr = new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        stderr.Write(Encoding.ASCII.GetBytes(sentence));
        return false;
    }
}
