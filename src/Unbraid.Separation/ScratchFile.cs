using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>A file of raw floats that nobody else sees and that is gone with the process, however it ends.</summary>
internal sealed class ScratchFile : ISongSamples
{
    private readonly SafeFileHandle _handle;

    /// <summary>Makes the file in <paramref name="folder"/>, where there should be room for the whole song as floats.</summary>
    public ScratchFile(string folder)
    {
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
            throw Failed(e);
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
        catch (Exception e) when (SystemErrors.OfWriting(e) is not null)
        {
            throw Failed(e);
        }

        Length += samples.Length;
    }

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
                throw Failed(new EndOfStreamException("it ended early"));
            bytes = bytes[count..];
            offset += count;
        }
    }

    public void Dispose() => _handle.Dispose();

    private static SeparationException Failed(Exception e)
    {
        var reason = SystemErrors.OfWriting(e) ?? FaultReason.DiskError;
        return new SeparationException(
            reason, $"There is no place for the song's samples in the output folder: {SystemErrors.Phrase(reason) ?? e.Message.TrimEnd('.')}.", e);
    }
}
