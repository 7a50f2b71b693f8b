using System.Text;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>From letters to the sounds of <see cref="Phoneme"/>: rules of thumb of English spelling.</summary>
internal static class Pronunciation
{
    private const int MaxSounds = 3;

    private static readonly Dictionary<string, string> s_vowels = new()
    {
        ["a"] = "A",
        ["e"] = "e",
        ["i"] = "I",
        ["o"] = "O",
        ["u"] = "U",
        ["y"] = "i",
        ["ee"] = "i",
        ["ea"] = "i",
        ["ie"] = "i",
        ["ei"] = "ei",
        ["ey"] = "i",
        ["oo"] = "u",
        ["ou"] = "au",
        ["oa"] = "ou",
        ["oe"] = "ou",
        ["ue"] = "u",
        ["ui"] = "u",
        ["ai"] = "ei",
        ["ay"] = "ei",
        ["au"] = "O",
        ["oi"] = "Oi",
        ["oy"] = "Oi",
        ["eu"] = "yu",
        ["ae"] = "ei",
        ["io"] = "i@",
        ["ia"] = "i@",
        ["uy"] = "ai",
        ["iou"] = "i@",
        ["eau"] = "ou",
        ["you"] = "yu",
        ["aa"] = "a",
        ["eye"] = "ai",
        ["@"] = "@",
        ["uya"] = "ai",
        ["uye"] = "ai",
    };

    /// <summary>Vowels that nothing follows are long.</summary>
    private static readonly Dictionary<string, string> s_open = new() { ["a"] = "a", ["e"] = "i", ["i"] = "ai", ["o"] = "ou", ["u"] = "u", ["y"] = "i" };

    /// <summary>Vowels that a "w" or a silent "gh" after them changes; the letters after them are not sounded.</summary>
    private static readonly Dictionary<(string Vowel, string Coda), string> s_changed = new()
    {
        [("a", "w")] = "O",
        [("e", "w")] = "u",
        [("o", "w")] = "au",
        [("i", "gh")] = "ai",
        [("ou", "gh")] = "O",
        [("au", "gh")] = "O",
        [("ei", "gh")] = "ei",
    };

    private static readonly Dictionary<string, string> s_consonants = new()
    {
        ["th"] = "T",
        ["sh"] = "S",
        ["ch"] = "tS",
        ["ck"] = "k",
        ["ng"] = "N",
        ["ph"] = "f",
        ["wh"] = "w",
        ["gh"] = "",
        ["qu"] = "kw",
        ["kn"] = "n",
        ["wr"] = "r",
        ["b"] = "b",
        ["c"] = "k",
        ["d"] = "d",
        ["f"] = "f",
        ["g"] = "g",
        ["h"] = "h",
        ["j"] = "dz",
        ["k"] = "k",
        ["l"] = "l",
        ["m"] = "m",
        ["n"] = "n",
        ["p"] = "p",
        ["q"] = "k",
        ["r"] = "r",
        ["s"] = "s",
        ["t"] = "t",
        ["v"] = "v",
        ["w"] = "w",
        ["x"] = "ks",
        ["y"] = "y",
        ["z"] = "z",
        ["e"] = "",
    };

    /// <summary>Sounds of a syllable: before the vowel, the vowel that is held, and what comes after it.</summary>
    public static (string Onset, string Vowel, string Coda) Of(Syllable syllable)
    {
        foreach (var ((vowel, coda), changed) in s_changed)
        {
            if (syllable.Vowel == vowel && syllable.Coda.StartsWith(coda, StringComparison.Ordinal))
            {
                return (Before(syllable), changed, Consonants(syllable.Coda[coda.Length..]));
            }
        }

        var silentE = syllable.Coda.Length == 2 && syllable.Coda[1] == 'e';
        var open = syllable.Coda.Length == 0 || silentE;
        var sounds = open && s_open.TryGetValue(syllable.Vowel, out var longer) ? longer : s_vowels.GetValueOrDefault(syllable.Vowel, s_vowels[syllable.Vowel[..1]]);
        if (silentE && syllable.Vowel == "a")
        {
            sounds = "ei";
        }

        var glide = sounds.Length > 1 && sounds[0] is 'y' ? sounds[..1] : "";
        sounds = sounds[glide.Length..];
        return (Before(syllable) + glide, sounds, Consonants(syllable.Coda));
    }

    /// <summary>A voiced "th" begins the little words.</summary>
    private static string Before(Syllable syllable) =>
        Consonants(syllable.Onset) is var onset && onset == "T" && !syllable.Stressed ? "D" : onset;

    private static string Consonants(string letters)
    {
        var sounds = new StringBuilder();
        for (var i = 0; i < letters.Length;)
        {
            if (i + 1 < letters.Length && letters[i] == letters[i + 1])
            {
                i++;
                continue;
            }

            var two = i + 1 < letters.Length && s_consonants.ContainsKey(letters.Substring(i, 2));
            sounds.Append(s_consonants.GetValueOrDefault(letters.Substring(i, two ? 2 : 1), ""));
            i += two ? 2 : 1;
        }

        return sounds.Length > MaxSounds ? sounds.ToString(0, MaxSounds) : sounds.ToString();
    }
}
