using Unbraid.Audio;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>One line for the user out of an exception, never a stack trace.</summary>
internal static class UserMessage
{
    public static string Of(Exception exception) => OneLine(exception switch
    {
        SeparationException separation => Remedies.Join(separation.Message, separation.Remedy),
        FaultException or MisuseException => exception.Message,
        _ when SystemErrors.ReasonOf(exception) is { } reason => Sentence(reason, exception),
        _ => $"This should not have happened, please report it: {exception.GetType().Name}: {exception.Message}",
    });

    /// <summary>A text with nothing in it that moves the cursor: names of files may hold anything.</summary>
    public static string OneLine(string text) => PlainText.OneLine(text);

    private static string Sentence(FaultReason reason, Exception exception) => SystemErrors.Phrase(reason) switch
    {
        null => exception.Message,
        var phrase when reason == FaultReason.OutOfMemory => $"{char.ToUpperInvariant(phrase[0])}{phrase[1..]}.",
        var phrase => $"{exception.Message.TrimEnd('.')}: {phrase}.",
    };
}
