using System.CommandLine;

namespace Unbraid.Cli;

/// <summary><c>unbraid song.mp3</c> means <c>unbraid separate song.mp3</c>.</summary>
internal static class FirstWord
{
    /// <summary>The arguments with the command that they leave out, if the first of them is no command and something to separate.</summary>
    public static string[] Complete(RootCommand root, string[] args) =>
        args is [var first, ..] && !root.Subcommands.Any(command => command.Name == first) &&
        (first == SongSource.Stdin || Path.Exists(first) || SongSource.IsAddress(first) || SongFolder.IsSong(first))
            ? [SeparateCommand.Word, .. args]
            : args;
}
