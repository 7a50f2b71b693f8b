namespace Unbraid.Cli;

/// <summary>What the command says to its caller.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command was understood and did not succeed.</summary>
    public const int Failed = 1;

    /// <summary>The command is invalid as given.</summary>
    public const int Misuse = 2;

    /// <summary>Stopped by the user, as shells count it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}

/// <summary>The command is invalid as given. The message is one sentence with the remedy.</summary>
internal sealed class MisuseException(string message) : Exception(message);
