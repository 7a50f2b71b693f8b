namespace Unbraid.Composition.Writing;

/// <summary>Chord progressions, one chord a bar, by family: in major and in minor. Most begin at home, so that the key is heard.</summary>
internal static class Progressions
{
    public static IReadOnlyDictionary<string, (string[] Major, string[] Minor)> Families { get; } = new Dictionary<string, (string[] Major, string[] Minor)>
    {
        ["pop"] = (["I V vi IV", "I vi IV V", "I IV vi V", "I iii IV V", "I IV I V"], ["i VI III VII", "i VI iv V", "i VII VI V", "i iv VI V"]),
        ["rock"] = (["I IV V IV", "I V IV V", "I IV I V", "I V vi IV"], ["i VI VII i", "i VII VI VII", "i iv VII i", "i VI iv V"]),
        ["metal"] = (["I IV V I", "I V IV I"], ["i VI VII i", "i i VI V", "i VI iv V", "i VII VI V"]),
        ["folk"] = (["I IV I V", "I V IV I", "I vi IV V", "I IV V I"], ["i VII i V", "i iv i V", "i VI VII i", "i VII VI V"]),
        ["dance"] = (["I V vi IV", "I IV vi V", "I I IV V"], ["i VI III VII", "i i VI VII", "i iv VI V", "i VI iv i"]),
        ["sevenths"] = (["IM7 vi7 ii7 V7", "IM7 IVM7 ii7 V7", "IM7 iii7 IVM7 V7"], ["i7 iv7 VIM7 V7", "i9 iv7 i7 V7", "i7 VIM7 iv7 V7"]),
        ["loop"] = (["I vi IV V", "I IV I V"], ["i VI i V", "i VI iv V", "i i VI V", "i iv i V"]),
        ["floating"] = (["IM7 IVM7 IM7 IVM7", "IM7 vi7 IVM7 IM7", "I IVM7 I V4"], ["i7 VIM7 i7 iv7", "i9 iv7 i7 VIM7", "i iv i VI"]),
        ["jazz"] = (["IM7 vi7 ii7 V7", "ii7 V7 IM7 IM7", "IM7 IVM7 ii7 V7", "iii7 vi7 ii7 V7"], ["i7 iv7 iio7 V7", "iio7 V7 i7 i7", "i7 VIM7 iio7 V7"]),
        ["reggae"] = (["I IV I V", "I V vi IV", "I IV V I"], ["i iv i V", "i VI iv V", "i VII i iv"]),
        ["epic"] = (["I V vi IV", "I IV vi V", "I iii IV V"], ["i VI III VII", "i VI iv V", "i VII VI V", "i III VI V"]),
        ["blues"] = (["I7 I7 I7 I7", "IV7 IV7 I7 I7", "V7 IV7 I7 V7"], ["i7 i7 i7 i7", "iv7 iv7 i7 i7", "V7 iv7 i7 V7"]),
    };
}
