using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Unbraid.Separation;

/// <summary>A file of raw floats that nobody else sees and that is gone with the process, however it ends.</summary>
internal sealed class ScratchFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _folder;

    /// <summary>Makes the file in <paramref name="folder"/>, where there should be room for the whole song as floats.</summary>
    public ScratchFile(string folder)
    {
        _folder = folder;
        var path = Path.Combine(folder, $".unbraid-{Environment.ProcessId}-{Path.GetRandomFileName()}");
        try
        {
            _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);

            // Without its name the file cannot outlive a killed process; elsewhere than on Unix, DeleteOnClose must do.
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SeparationException($"Cannot make a scratch file in '{folder}': {e.Message}");
        }
    }

    /// <summary>Floats written so far.</summary>
    public long Length { get; private set; }

    public void Append(ReadOnlySpan<float> samples)
    {
        try
        {
            RandomAccess.Write(_handle, MemoryMarshal.AsBytes(samples), Length * sizeof(float));
        }
        catch (IOException e)
        {
            throw new SeparationException(
                $"Cannot write the song's scratch file in '{_folder}', most likely because the disk is full: free some space there or choose another output folder.", e);
        }

        Length += samples.Length;
    }

    /// <summary>Reads floats from index <paramref name="start"/> on; all of <paramref name="destination"/> must lie within <see cref="Length"/>.</summary>
    public void Read(long start, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + destination.Length, Length);
        var bytes = MemoryMarshal.AsBytes(destination);
        var offset = start * sizeof(float);
        while (bytes.Length > 0)
        {
            var count = RandomAccess.Read(_handle, bytes, offset);
            if (count == 0)
                throw new SeparationException($"The scratch file in '{_folder}' ended early.");
            bytes = bytes[count..];
            offset += count;
        }
    }

    public void Dispose() => _handle.Dispose();
}
