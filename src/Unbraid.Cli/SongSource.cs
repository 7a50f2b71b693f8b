using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>A song to read: a file as it is, or what comes through a pipe, kept in a scratch file because it is read more than once.</summary>
internal sealed class SongSource : IDisposable
{
    /// <summary>How standard input is named on a command line.</summary>
    public const string Stdin = "-";

    private readonly FileSet? _scratch;

    private SongSource(string path, FileSet? scratch) => (FilePath, _scratch) = (path, scratch);

    /// <summary>The file to read.</summary>
    public string FilePath { get; }

    /// <summary>Whether an input is an address of the network and not the name of a file.</summary>
    public static bool IsAddress(string input) =>
        input.IndexOf("://", StringComparison.Ordinal) is > 0 and var end && input.AsSpan(0, end).IndexOfAnyExcept(s_schemeLetters) < 0 && !Path.Exists(input);

    /// <summary>Whether there is something to read, as far as can be told without opening it.</summary>
    public static bool Exists(string input) => input == Stdin || File.Exists(input);

    /// <summary>The name that a song without a title goes by.</summary>
    public static string NameOf(string input)
    {
        // What shells hand on as <(command) is named by a number.
        var name = input == Stdin ? "stdin" : input.StartsWith("/dev/fd/", StringComparison.Ordinal) ? "pipe" : Path.GetFileNameWithoutExtension(input);
        // ".mp3" has no name before its extension, and "...mp3" must not lead to the folder above.
        return name is "" or "." or ".." ? "untitled" : name;
    }

    /// <param name="input">As on the command line.</param>
    /// <param name="folder">Where there is room for what comes through a pipe; made if missing, and gone again if nothing is kept in it.</param>
    /// <param name="cancellationToken">Stops waiting for a pipe.</param>
    /// <exception cref="AudioException">It is no file.</exception>
    public static async Task<SongSource> OpenAsync(string input, string folder, CancellationToken cancellationToken)
    {
        if (IsAddress(input))
        {
            throw new AudioException(FaultReason.Input, $"'{input}' is an address, and only files are read: fetch it first, for example with curl -LO '{input}'.");
        }

        if (Directory.Exists(input))
        {
            throw new AudioException(FaultReason.Input, $"The folder '{Path.TrimEndingDirectorySeparator(input)}' holds no songs; --recursive looks into the folders in it.");
        }

        if (input != Stdin && Path.GetDirectoryName(input) is { Length: > 0 } parent && !Directory.Exists(parent))
        {
            throw new AudioException(FaultReason.Missing, $"'{Path.GetFileName(input)}' does not exist, and neither does its folder '{parent}'; check the name.");
        }

        if (input == Stdin && !Console.IsInputRedirected)
        {
            throw new AudioException(FaultReason.Input, "'-' is standard input, and that is the keyboard: pipe a song into it.");
        }

        var pipe = input == Stdin ? Console.OpenStandardInput() : await Task.Run(() => OpenPipe(input), cancellationToken).WaitAsync(cancellationToken);
        return pipe is null ? new SongSource(input, null) : await KeepAsync(pipe, input, folder, cancellationToken);
    }

    public void Dispose() => _scratch?.Dispose();

    private static readonly System.Buffers.SearchValues<char> s_schemeLetters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>The stream of a file that can be read only once; null for all others. Opening one waits for who writes to it.</summary>
    private static FileStream? OpenPipe(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }

            stream.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever reads it says why it cannot be read.
        }

        return null;
    }

    private static async Task<SongSource> KeepAsync(Stream pipe, string input, string folder, CancellationToken cancellationToken)
    {
        await using (pipe)
        {
            var scratch = FileSet.InMade(folder);
            try
            {
                var path = Path.Combine(scratch.Scratch, NameOf(input));
                await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read))
                {
                    // A read of a pipe cannot be stopped, only no longer waited for.
                    await pipe.CopyToAsync(file, cancellationToken).WaitAsync(cancellationToken);
                }

                return new SongSource(path, scratch);
            }
            catch
            {
                scratch.Dispose();
                throw;
            }
        }
    }
}
