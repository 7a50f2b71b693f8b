using System.Text;

namespace Unbraid.Composition.Prompts;

/// <summary>A prompt as lower-case words with one space around each, to look for phrases in.</summary>
internal sealed class PromptText
{
    private const int Longest = 2000;

    public PromptText(string prompt)
    {
        Raw = prompt.Length > Longest ? prompt[..Longest] : prompt;
        var words = new StringBuilder(" ");
        foreach (var c in Raw.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || c is '/' or '#')
            {
                words.Append(c);
            }
            else if (words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        Words = words[^1] == ' ' ? words.ToString() : words.Append(' ').ToString();
    }

    /// <summary>As it was given, as far as it counts.</summary>
    public string Raw { get; }

    public string Words { get; private set; }

    /// <summary>Whether any phrase that was looked for was there.</summary>
    public bool IsUnderstood { get; private set; }

    /// <summary>Where a phrase stands, or -1.</summary>
    public int IndexOf(string phrase)
    {
        int place = Words.IndexOf($" {phrase} ", StringComparison.Ordinal);
        IsUnderstood |= place >= 0;
        return place;
    }

    /// <summary>Something was found in <see cref="Raw"/>.</summary>
    public void Understand() => IsUnderstood = true;

    public bool Has(string phrase) => IndexOf(phrase) >= 0;

    /// <summary>Takes a phrase out, so that a shorter one in it is not found too; says whether it was there.</summary>
    public bool Take(string phrase)
    {
        var found = Has(phrase);
        Words = found ? Words.Replace($" {phrase} ", " ; ", StringComparison.Ordinal) : Words;
        return found;
    }
}
