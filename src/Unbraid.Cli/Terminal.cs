namespace Unbraid.Cli;

/// <summary>What can be done with the screen that stdout or stderr is, if it is one.</summary>
internal static class Terminal
{
    /// <summary>Whether a line on stderr can be written over.</summary>
    public static bool CanRedraw => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Columns of the screen that stdout is; a file or a pipe takes lines of any length.</summary>
    public static int Width => Console.IsOutputRedirected ? int.MaxValue : Math.Max(20, Console.WindowWidth);

    /// <summary>Shows the cursor, which a display of progress hides while it is drawn.</summary>
    public static void ShowCursor()
    {
        if (CanRedraw)
        {
            Console.Error.Write("\u001b[?25h");
        }
    }
}
