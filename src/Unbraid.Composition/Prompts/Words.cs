namespace Unbraid.Composition.Prompts;

/// <summary>A word of mood.</summary>
/// <param name="Text">The word.</param>
/// <param name="Minor">What it adds to the odds of minor.</param>
/// <param name="Energy">What it adds to the energy.</param>
/// <param name="Tempo">Where in the genre's tempi it points, from -1 to 1.</param>
internal readonly record struct MoodWord(string Text, double Minor, double Energy, double Tempo);

/// <summary>Words for an instrument and where it plays.</summary>
internal readonly record struct TimbreWord(string Text, Role Role, Timbre Timbre);

/// <summary>The vocabulary of prompts.</summary>
internal static class Words
{
    public static IReadOnlyList<MoodWord> Moods { get; } =
    [
        new("happy", -0.8, 0.15, 0.5), new("joyful", -0.8, 0.2, 0.5), new("cheerful", -0.8, 0.15, 0.4), new("uplifting", -0.7, 0.2, 0.3),
        new("bright", -0.6, 0.1, 0.2), new("sunny", -0.7, 0.1, 0.2), new("playful", -0.5, 0.1, 0.3), new("hopeful", -0.6, 0, 0),
        new("triumphant", -0.6, 0.3, 0.2), new("romantic", -0.3, -0.1, -0.4), new("warm", -0.4, -0.1, -0.1), new("summer", -0.6, 0.1, 0.2),
        new("sad", 0.8, -0.2, -0.6), new("melancholic", 0.8, -0.2, -0.5), new("melancholy", 0.8, -0.2, -0.5), new("dark", 0.9, 0, 0),
        new("moody", 0.7, -0.1, -0.2), new("gloomy", 0.8, -0.2, -0.4), new("lonely", 0.7, -0.2, -0.5), new("mysterious", 0.8, -0.1, -0.2),
        new("tense", 0.8, 0.2, 0.2), new("angry", 0.9, 0.4, 0.5), new("aggressive", 0.9, 0.4, 0.5), new("haunting", 0.9, -0.1, -0.3),
        new("bittersweet", 0.3, -0.1, -0.2), new("nostalgic", 0.1, -0.1, -0.3), new("dreamy", -0.1, -0.2, -0.4), new("calm", -0.2, -0.3, -0.6),
        new("peaceful", -0.4, -0.3, -0.6), new("relaxing", -0.3, -0.3, -0.6), new("relaxed", -0.3, -0.2, -0.4), new("gentle", -0.2, -0.3, -0.5),
        new("soft", -0.1, -0.3, -0.4), new("mellow", 0, -0.2, -0.4), new("quiet", 0, -0.3, -0.4), new("energetic", 0, 0.3, 0.8),
        new("driving", 0.1, 0.25, 0.5), new("powerful", 0.1, 0.3, 0.2), new("intense", 0.3, 0.3, 0.5), new("groovy", 0, 0.15, 0.1),
        new("funky", 0.1, 0.2, 0.2), new("party", -0.4, 0.3, 0.5), new("epic", 0.3, 0.3, 0), new("night", 0.3, 0, 0), new("rainy", 0.5, -0.2, -0.4),
    ];

    /// <summary>Words of tempo: the factor on the genre's middle tempo.</summary>
    public static IReadOnlyList<(string Text, double Factor)> Tempi { get; } =
    [
        ("very slow", 0.7), ("very fast", 1.4), ("slow", 0.82), ("fast", 1.22), ("uptempo", 1.18), ("up tempo", 1.18), ("upbeat", 1.1),
        ("mid tempo", 1), ("midtempo", 1), ("downtempo", 0.85), ("largo", 0.6), ("adagio", 0.75), ("andante", 0.88), ("allegro", 1.25),
        ("presto", 1.5), ("leisurely", 0.88), ("laid back", 0.93),
    ];

    /// <summary>Longer ones first where one contains another.</summary>
    public static IReadOnlyList<TimbreWord> Timbres { get; } =
    [
        new("electric piano", Role.Chords, Timbre.ElectricPiano), new("rhodes", Role.Chords, Timbre.ElectricPiano), new("wurlitzer", Role.Chords, Timbre.ElectricPiano),
        new("grand piano", Role.Chords, Timbre.Piano), new("piano", Role.Chords, Timbre.Piano), new("pianos", Role.Chords, Timbre.Piano), new("keys", Role.Chords, Timbre.Piano),
        new("organ", Role.Chords, Timbre.Organ), new("hammond", Role.Chords, Timbre.Organ),
        new("acoustic guitar", Role.Chords, Timbre.AcousticGuitar), new("acoustic guitars", Role.Chords, Timbre.AcousticGuitar), new("distorted guitar", Role.Chords, Timbre.DistortedGuitar),
        new("distorted guitars", Role.Chords, Timbre.DistortedGuitar), new("heavy guitars", Role.Chords, Timbre.DistortedGuitar), new("electric guitar", Role.Chords, Timbre.ElectricGuitar),
        new("electric guitars", Role.Chords, Timbre.ElectricGuitar), new("guitar", Role.Chords, Timbre.AcousticGuitar), new("guitars", Role.Chords, Timbre.AcousticGuitar),
        new("ukulele", Role.Chords, Timbre.AcousticGuitar), new("banjo", Role.Figure, Timbre.AcousticGuitar), new("mandolin", Role.Figure, Timbre.AcousticGuitar),
        new("harp", Role.Figure, Timbre.Harp), new("bells", Role.Figure, Timbre.Bell), new("bell", Role.Figure, Timbre.Bell), new("marimba", Role.Figure, Timbre.Bell),
        new("vibraphone", Role.Figure, Timbre.Bell), new("glockenspiel", Role.Figure, Timbre.Bell), new("arpeggio", Role.Figure, Timbre.SynthPluck),
        new("arpeggios", Role.Figure, Timbre.SynthPluck), new("arp", Role.Figure, Timbre.SynthPluck), new("plucks", Role.Figure, Timbre.SynthPluck),
        new("pad", Role.Texture, Timbre.Pad), new("pads", Role.Texture, Timbre.Pad), new("strings", Role.Texture, Timbre.Strings), new("string section", Role.Texture, Timbre.Strings),
        new("violin", Role.Lead, Timbre.Strings), new("violins", Role.Texture, Timbre.Strings), new("cello", Role.Texture, Timbre.Strings), new("orchestra", Role.Texture, Timbre.Strings),
        new("synth lead", Role.Lead, Timbre.SynthLead), new("synth bass", Role.Bass, Timbre.SynthBass), new("synth", Role.Lead, Timbre.SynthLead), new("synths", Role.Texture, Timbre.Pad),
        new("synthesizer", Role.Lead, Timbre.SynthLead), new("flute", Role.Lead, Timbre.Flute), new("whistle", Role.Lead, Timbre.Flute), new("brass", Role.Lead, Timbre.Brass),
        new("horns", Role.Lead, Timbre.Brass), new("trumpet", Role.Lead, Timbre.Brass), new("saxophone", Role.Lead, Timbre.Brass), new("sax", Role.Lead, Timbre.Brass),
        new("guitar solo", Role.Lead, Timbre.ElectricGuitar), new("upright bass", Role.Bass, Timbre.UprightBass), new("double bass", Role.Bass, Timbre.UprightBass),
        new("808", Role.Bass, Timbre.SubBass), new("808s", Role.Bass, Timbre.SubBass), new("sub bass", Role.Bass, Timbre.SubBass), new("bass guitar", Role.Bass, Timbre.FingerBass),
        new("bass", Role.Bass, Timbre.FingerBass), new("bassline", Role.Bass, Timbre.FingerBass), new("drums", Role.Drums, Timbre.Drums), new("drum", Role.Drums, Timbre.Drums),
        new("percussion", Role.Drums, Timbre.Drums), new("beats", Role.Drums, Timbre.Drums), new("beat", Role.Drums, Timbre.Drums), new("drum machine", Role.Drums, Timbre.Drums),
    ];

    /// <summary>Words for the voice, and how far above the middle range it lies, in semitones.</summary>
    public static IReadOnlyList<(string Text, int Shift)> Voices { get; } =
    [
        ("female", 4), ("woman", 4), ("soprano", 7), ("girl", 5), ("male", -5), ("man", -5), ("baritone", -7), ("deep voice", -8), ("tenor", -3),
        ("vocals", 0), ("vocal", 0), ("voice", 0), ("singer", 0), ("singing", 0), ("sung", 0), ("choir", 2),
    ];

    public static IReadOnlyList<string> Unsung { get; } = ["instrumental", "no vocals", "no voice", "no vocal", "no singing", "without vocals", "without voice", "without singing", "no singer"];

    /// <summary>Before the name of an instrument: it is not wanted.</summary>
    public static IReadOnlyList<string> Without { get; } = ["no", "without", "without any", "without the", "minus", "not any"];

    /// <summary>Before the name of an instrument: it alone is wanted.</summary>
    public static IReadOnlyList<string> AloneBefore { get; } = ["solo", "only", "just", "only a", "just a"];

    /// <summary>After the name of an instrument: it alone is wanted.</summary>
    public static IReadOnlyList<string> AloneAfter { get; } = ["only", "solo", "alone"];

    /// <summary>Words of metre and the quarter notes in their bars. Six eighths are felt as two groups of three: a slow waltz here.</summary>
    public static IReadOnlyList<(string Text, int Beats)> Meters { get; } =
    [
        ("3/4", 3), ("4/4", 4), ("5/4", 5), ("6/8", 3), ("7/4", 7), ("three four", 3), ("triple metre", 3), ("triple meter", 3), ("five four", 5), ("waltz", 3),
    ];
}
