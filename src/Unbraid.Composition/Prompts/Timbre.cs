namespace Unbraid.Composition.Prompts;

/// <summary>The instruments there are.</summary>
internal enum Timbre
{
    Drums,
    FingerBass,
    UprightBass,
    SynthBass,
    SubBass,
    Piano,
    ElectricPiano,
    Organ,
    AcousticGuitar,
    ElectricGuitar,
    DistortedGuitar,
    Harp,
    Pad,
    Strings,
    SynthLead,
    SynthPluck,
    Flute,
    Brass,
    Bell,
}

/// <summary>What an instrument does in the ensemble.</summary>
internal enum Role
{
    Drums,
    Bass,
    Chords,
    Texture,
    Figure,
    Lead,
}
