namespace Unbraid.Composition.Prompts;

/// <summary>The genres that are known; the first is taken where none is named. Where several are named, the one named first in the prompt counts.</summary>
internal static class Genres
{
    public static IReadOnlyList<Genre> All { get; } =
    [
        new()
        {
            Name = "pop", Words = ["dance pop", "indie pop", "pop"], Tempo = (96, 122), Minor = 0.35, Energy = 0.6,
            Groove = "pop", BassLine = "kick", Comping = "pushed", Harmony = "pop",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.FingerBass), (Role.Chords, Timbre.Piano), (Role.Texture, Timbre.Pad), (Role.Figure, Timbre.SynthPluck), (Role.Lead, Timbre.SynthLead)],
        },
        new()
        {
            Name = "rock", Words = ["hard rock", "punk", "grunge", "indie rock", "rock"], Tempo = (112, 146), Minor = 0.45, Energy = 0.85,
            Groove = "rock", BassLine = "eighths", Comping = "power", Harmony = "rock",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.FingerBass), (Role.Chords, Timbre.DistortedGuitar), (Role.Figure, Timbre.ElectricGuitar), (Role.Texture, Timbre.Organ), (Role.Lead, Timbre.DistortedGuitar)],
        },
        new()
        {
            Name = "metal", Words = ["heavy metal", "metalcore", "metal"], Tempo = (138, 176), Minor = 0.97, Energy = 1,
            Groove = "metal", BassLine = "eighths", Comping = "gallop", Harmony = "metal",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.FingerBass), (Role.Chords, Timbre.DistortedGuitar), (Role.Lead, Timbre.DistortedGuitar)],
        },
        new()
        {
            Name = "folk", Words = ["singer songwriter", "country", "bluegrass", "americana", "acoustic", "folk"], Tempo = (84, 116), Minor = 0.25, Energy = 0.4,
            Groove = "train", BassLine = "rootFifth", Comping = "strum", Harmony = "folk",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.UprightBass), (Role.Chords, Timbre.AcousticGuitar), (Role.Texture, Timbre.Strings), (Role.Figure, Timbre.AcousticGuitar), (Role.Lead, Timbre.Flute)],
        },
        new()
        {
            Name = "house", Words = ["deep house", "dance music", "disco", "edm", "club", "house"], Tempo = (120, 127), Minor = 0.7, Energy = 0.75,
            Groove = "house", BassLine = "offbeat", Comping = "stabs", Harmony = "dance",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.SynthBass), (Role.Chords, Timbre.ElectricPiano), (Role.Texture, Timbre.Pad), (Role.Figure, Timbre.SynthPluck), (Role.Lead, Timbre.SynthLead)],
        },
        new()
        {
            Name = "techno", Words = ["drum and bass", "trance", "electronica", "electronic", "synthwave", "electro", "techno"], Tempo = (126, 138), Minor = 0.85, Energy = 0.85,
            Groove = "techno", BassLine = "pulse", Comping = "stabs", Harmony = "dance",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.SynthBass), (Role.Texture, Timbre.Pad), (Role.Figure, Timbre.SynthPluck), (Role.Chords, Timbre.SynthPluck), (Role.Lead, Timbre.SynthLead)],
        },
        new()
        {
            Name = "lo-fi", Words = ["lo fi", "lofi", "chillhop", "chillout", "downtempo", "chill"], Tempo = (72, 88), Minor = 0.5, Energy = 0.35, Swing = 0.58,
            Groove = "boomBap", BassLine = "kick", Comping = "held", Harmony = "sevenths",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.SubBass), (Role.Chords, Timbre.ElectricPiano), (Role.Figure, Timbre.Bell), (Role.Lead, Timbre.Flute)],
        },
        new()
        {
            Name = "hip-hop", Words = ["hip hop", "hiphop", "boom bap", "rap"], Tempo = (84, 98), Minor = 0.75, Energy = 0.6, Swing = 0.57,
            Groove = "boomBap", BassLine = "kick", Comping = "held", Harmony = "loop",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.SubBass), (Role.Chords, Timbre.ElectricPiano), (Role.Texture, Timbre.Strings), (Role.Figure, Timbre.Bell), (Role.Lead, Timbre.SynthLead)],
        },
        new()
        {
            Name = "trap", Words = ["trap", "drill", "phonk"], Tempo = (132, 148), Minor = 0.95, Energy = 0.7,
            Groove = "trap", BassLine = "long", Comping = "held", Harmony = "loop",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.SubBass), (Role.Chords, Timbre.Bell), (Role.Texture, Timbre.Pad), (Role.Figure, Timbre.SynthPluck), (Role.Lead, Timbre.SynthLead)],
        },
        new()
        {
            Name = "ambient", Words = ["ambient", "meditation", "new age", "drone", "soundscape"], Tempo = (60, 76), Minor = 0.4, Energy = 0.1,
            Groove = "none", BassLine = "long", Comping = "whole", Harmony = "floating",
            Ensemble = [(Role.Bass, Timbre.SubBass), (Role.Chords, Timbre.Pad), (Role.Texture, Timbre.Strings), (Role.Figure, Timbre.Bell), (Role.Lead, Timbre.Flute)],
        },
        new()
        {
            Name = "jazz", Words = ["bossa nova", "big band", "bebop", "swing", "jazz"], Tempo = (112, 152), Minor = 0.35, Energy = 0.5, Swing = 0.64, SwingsEighths = true,
            Groove = "swing", BassLine = "walking", Comping = "charleston", Harmony = "jazz",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.UprightBass), (Role.Chords, Timbre.Piano), (Role.Lead, Timbre.Brass)],
        },
        new()
        {
            Name = "reggae", Words = ["dancehall", "dub", "ska", "reggae"], Tempo = (70, 84), Minor = 0.45, Energy = 0.5, Swing = 0.56,
            Groove = "oneDrop", BassLine = "reggae", Comping = "skank", Harmony = "reggae",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.FingerBass), (Role.Chords, Timbre.ElectricGuitar), (Role.Texture, Timbre.Organ), (Role.Lead, Timbre.Brass)],
        },
        new()
        {
            Name = "funk", Words = ["soul", "r b", "rnb", "motown", "funk"], Tempo = (92, 112), Minor = 0.6, Energy = 0.7, Swing = 0.54,
            Groove = "funk", BassLine = "funk", Comping = "scratch", Harmony = "sevenths",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.FingerBass), (Role.Chords, Timbre.ElectricPiano), (Role.Figure, Timbre.ElectricGuitar), (Role.Lead, Timbre.Brass)],
        },
        new()
        {
            Name = "ballad", Words = ["power ballad", "love song", "lullaby", "ballad"], Tempo = (62, 78), Minor = 0.35, Energy = 0.35,
            Groove = "ballad", BassLine = "kick", Comping = "broken", Harmony = "pop",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.FingerBass), (Role.Chords, Timbre.Piano), (Role.Texture, Timbre.Strings), (Role.Lead, Timbre.Strings)],
        },
        new()
        {
            Name = "waltz", Words = ["waltz", "viennese", "musette"], Tempo = (92, 150), Minor = 0.4, Energy = 0.45, Beats = 3,
            Groove = "waltz", BassLine = "waltz", Comping = "waltz", Harmony = "folk",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.UprightBass), (Role.Chords, Timbre.Piano), (Role.Texture, Timbre.Strings), (Role.Lead, Timbre.Flute)],
        },
        new()
        {
            Name = "cinematic", Words = ["orchestral", "soundtrack", "film score", "epic", "classical", "cinematic"], Tempo = (76, 104), Minor = 0.75, Energy = 0.55,
            Groove = "toms", BassLine = "long", Comping = "whole", Harmony = "epic",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.UprightBass), (Role.Chords, Timbre.Strings), (Role.Texture, Timbre.Pad), (Role.Figure, Timbre.Harp), (Role.Lead, Timbre.Brass)],
        },
        new()
        {
            Name = "blues", Words = ["rhythm and blues", "boogie", "blues"], Tempo = (76, 108), Minor = 0.15, Energy = 0.55, Swing = 0.65, SwingsEighths = true,
            Groove = "shuffle", BassLine = "boogie", Comping = "charleston", Harmony = "blues",
            Ensemble = [(Role.Drums, Timbre.Drums), (Role.Bass, Timbre.FingerBass), (Role.Chords, Timbre.Piano), (Role.Texture, Timbre.Organ), (Role.Lead, Timbre.ElectricGuitar)],
        },
    ];
}
