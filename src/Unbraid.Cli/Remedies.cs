using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>How on the command line is done what helps.</summary>
internal static class Remedies
{
    /// <summary>A note with what can be done about it.</summary>
    public static string Sentence(Note note) => Join(note.Text, note.Remedy);

    /// <summary>Says each note in a line of its own.</summary>
    public static void Say(IEnumerable<Note> notes, Action<string> say)
    {
        foreach (var note in notes)
            say(UserMessage.OneLine(Sentence(note)));
    }

    /// <summary>A message with what can be done about it.</summary>
    public static string Join(string text, Remedy? remedy) => remedy is null ? text : $"{text} {Of(remedy)}";

    private static string Of(Remedy remedy) => remedy.Kind switch
    {
        RemedyKind.FetchModel => $"Fetch it with 'unbraid models pull {remedy.Name}'.",
        RemedyKind.AcceptLicence => "Add --accept-license if you agree to that.",
        RemedyKind.BringModel => $"Give your file with --model-for {remedy.Name}=FILE.",
        RemedyKind.GiveAsModel => "Give it with --model, or as the model of a step.",
        RemedyKind.GiveAsRecipe => "Give it with --recipe.",
        RemedyKind.ChooseTrack => "--track takes another one.",
        RemedyKind.BeginWithPicture => "--align video lets them begin with the picture.",
        RemedyKind.RandomWeights => $"Networks without a download: mini, or --random-weights with {remedy.Name}.",
        _ => throw new ArgumentOutOfRangeException(nameof(remedy), remedy.Kind, null),
    };
}
