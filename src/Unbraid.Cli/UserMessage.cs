using Unbraid.Audio;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>One line for the user out of an exception, never a stack trace.</summary>
internal static class UserMessage
{
    public static string Of(Exception exception)
    {
        var text = exception switch
        {
            AudioException or SeparationException or IOException or UnauthorizedAccessException => exception.Message,
            OutOfMemoryException => "There is not enough memory for this.",
            _ when exception.GetType().Namespace == "Unbraid.Service" => exception.Message,
            _ => $"This should not have happened, please report it: {exception.GetType().Name}: {exception.Message}",
        };
        return OneLine(text);
    }

    /// <summary>A text with nothing in it that moves the cursor: names of files may hold anything.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
