using System.Globalization;
using System.Text;

namespace Unbraid.Video.Text;

/// <summary>What a character is to the bidirectional algorithm (UAX #9), after which it is named.</summary>
internal enum BidiClass : byte
{
    /// <summary>Left to right, right to left, and Arabic letters.</summary>
    L, R, AL,

    /// <summary>Digits, and Arabic ones.</summary>
    EN, AN,

    /// <summary>Signs of numbers, what ends them, and what stands in them.</summary>
    ES, ET, CS,

    /// <summary>Marks on a character, and other neutral characters.</summary>
    NSM, ON,
}

/// <summary>Finds the class of a character by its block and category: the runtime keeps the table of Unicode to itself.</summary>
internal static class BidiClasses
{
    public static BidiClass Of(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        return category switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => BidiClass.NSM,
            UnicodeCategory.SpaceSeparator when rune.Value == 0xA0 => BidiClass.CS,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.Control => BidiClass.ON,
            _ when Number(rune.Value, category) is { } number => number,
            _ when IsArabic(rune.Value) => BidiClass.AL,
            _ when IsRightToLeft(rune.Value) => BidiClass.R,
            <= UnicodeCategory.OtherLetter or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber or UnicodeCategory.PrivateUse => BidiClass.L,
            _ => BidiClass.ON,
        };
    }

    private static BidiClass? Number(int value, UnicodeCategory category) => value switch
    {
        (>= '0' and <= '9') or 0xB2 or 0xB3 or 0xB9 or (>= 0x6F0 and <= 0x6F9) or (>= 0x2070 and <= 0x2089 and not 0x2071) or (>= 0xFF10 and <= 0xFF19)
            => BidiClass.EN,
        (>= 0x600 and <= 0x605) or (>= 0x660 and <= 0x669) or 0x66B or 0x66C or 0x6DD => BidiClass.AN,
        '+' or '-' or 0x2212 or 0xFF0B or 0xFF0D => BidiClass.ES,
        ',' or '.' or '/' or ':' or 0x60C or 0x202F or 0xFF0C or 0xFF0E or 0xFF0F or 0xFF1A => BidiClass.CS,
        '#' or '%' or 0xB0 or 0x66A or (>= 0x2030 and <= 0x2034) or 0xFF03 or 0xFF05 => BidiClass.ET,
        _ => category == UnicodeCategory.CurrencySymbol && !IsArabic(value) ? BidiClass.ET : null,
    };

    private static bool IsArabic(int value) =>
        value is (>= 0x606 and <= 0x7BF) or (>= 0x860 and <= 0x8FF) or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF)
            or (>= 0x10D00 and <= 0x10D3F) or (>= 0x10F30 and <= 0x10F6F) or (>= 0x1EC70 and <= 0x1EEFF);

    private static bool IsRightToLeft(int value) =>
        value is (>= 0x590 and <= 0x5FF) or (>= 0x7C0 and <= 0x85F) or (>= 0xFB1D and <= 0xFB4F) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
