//! The domain: what a user, a session, a token and each profile field are, and the rules that hold for them.
//!
//! Everything here is pure and synchronous. It knows neither HTTP nor SQL nor any wire shape; whoever carries a value
//! in from outside calls its `parse`, and says with a JSON pointer where the value stood.

pub mod attributes;
pub mod avatar;
pub mod avatar_url;
pub mod bio;
pub mod community;
pub mod container;
pub mod data_export;
pub mod date_of_birth;
pub mod display_name;
pub mod email;
pub mod error;
pub mod handle;
pub mod invalid;
pub mod locale;
pub mod notification;
pub mod password;
pub mod person_name;
pub mod phone;
pub mod principal;
pub mod profile;
pub mod service_token;
pub mod session;
pub mod text;
pub mod timezone;
pub mod token;
pub mod upload;
pub mod user;
pub mod user_id;
pub mod user_profile;

pub use attributes::Attributes;
pub use avatar::{Avatar, AvatarId, Picture, PicturedUser};
pub use avatar_url::AvatarUrl;
pub use bio::Bio;
pub use community::{PublicProfile, Referral, Referrals, SelectableField, SelectedProfile};
pub use data_export::DataExport;
pub use date_of_birth::DateOfBirth;
pub use display_name::DisplayName;
pub use email::Email;
pub use error::{AuthFailure, Error};
pub use handle::Handle;
pub use invalid::{Invalid, Violation};
pub use locale::{Locale, is_locale};
pub use notification::{Notification, NotificationPage, PageRequest};
pub use password::Password;
pub use person_name::PersonName;
pub use phone::{PhoneNumber, is_phone_number};
pub use principal::Principal;
pub use profile::{ProfileField, ProfilePatch};
pub use service_token::ServiceToken;
pub use session::{Login, Session};
pub use timezone::{Timezone, is_timezone};
pub use token::{Token, TokenKind};
pub use upload::{PictureFormat, Upload, UploadRefusal};
pub use user::{AuthProvider, User, UserStatus};
pub use user_id::UserId;
pub use user_profile::{UserProfile, UserProfilePatch};
