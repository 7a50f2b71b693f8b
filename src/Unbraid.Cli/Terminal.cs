namespace Unbraid.Cli;

/// <summary>What can be done with the person in front of the screen, if there is one.</summary>
internal static class Terminal
{
    /// <summary>Whether somebody reads what we say and can answer.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Whether a line on stderr can be written over.</summary>
    public static bool CanRedraw => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Shows the cursor, which a display of progress hides while it is drawn.</summary>
    public static void ShowCursor()
    {
        if (CanRedraw)
        {
            Console.Error.Write("\u001b[?25h");
        }
    }

    /// <summary>Asks until the answer is yes or no; Enter means the default, the end of input no.</summary>
    public static bool Ask(string question, bool byDefault)
    {
        while (true)
        {
            Console.Error.Write($"{question} [{(byDefault ? "Y/n" : "y/N")}] ");
            switch (Console.In.ReadLine()?.Trim().ToUpperInvariant())
            {
                case null:
                    Console.Error.WriteLine();
                    return false;
                case "":
                    return byDefault;
                case "Y" or "YES":
                    return true;
                case "N" or "NO":
                    return false;
            }
        }
    }
}
